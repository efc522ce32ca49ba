"""What is done beside the stage: threat picture, offers, contacts, support, measures, custody, reviews, endings."""
