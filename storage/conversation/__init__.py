"""Who answers whom in a chat, from who speaks when and what messages are like, without their text."""
