"""Page pictures on screen and on paper at true size."""
