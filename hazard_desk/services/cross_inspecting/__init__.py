"""交叉检查: its rounds arranged, followed and compared with one another (S003 三(三)).

What is where, from what a round is to what is told of it:

facts           what is entered of a round: parties, pairs, what must not be; how names are spelt
records         the stored rows looked up: parties, pairs, whether a pair is there
rounds          the rounds listed, read, saved, removed; a party renamed
refusals        what can't be saved as a round, in words, each by its place
parties         参加单位 kept in their rows, and the villages that their names tell of
targets         受检方 and the enterprises they stand for, 检查方 and their 组员
under_way       which pairs have begun (已经开展) and may not be changed any more
conflicts       回避 of 组员: which pairs and enterprises they keep away from
round_question  what a round asks of the draw: kept, forbidden, the rounds before
arranging       drawn by lot or moved by hand, locked, forbidden; 组员 entered
board           the arrangement with all that is wrong with it, as 安排 shows it
loading         a round taken from a workbook, the example, the villages, the round before
history         who inspected whom in which round, as 历次 shows it
round_look      the pairs with visits, samples, hazards, enterprises, read in few queries
following       a pair followed, as 跟踪 shows it: visits, 移交, 反馈, 专题报告
sampling        抽检企业 proposed, offered, changed by hand
report          what 专题报告 tells of a pair or a round
"""
