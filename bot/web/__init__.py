"""A small web server for whoever watches over the bot: it lives, it is ready, it counts."""
