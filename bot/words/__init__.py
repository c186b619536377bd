"""What Rapport says, in six languages. Loads nothing, so that pure rooms can name a text without a language."""
