"""报送: what a week counts, its checks, 定稿 with the papers and their stages."""
