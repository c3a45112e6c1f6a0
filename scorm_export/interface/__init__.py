"""The words that learners see, in every language of `locales/`."""
