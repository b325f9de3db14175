"""Makes 使用手册: pictures of the real window, pages for the program, the book and the card to print."""
