namespace EpmRl.Retrieval.Matching.Tests.Clusters;

public sealed class OneToOneAssignmentTests
{
    [Fact]
    public void The_greatest_total_wins_over_the_best_single_pair()
    {
        ScoredPair[] pairs = [Pair(0, 0, 0.95), Pair(0, 1, 0.9), Pair(1, 0, 0.9)];

        (IReadOnlyList<ScoredPair> chosen, int greedy) = OneToOneAssignment.Run(pairs, 0.5);

        Assert.Equal([(0, 1), (1, 0)], chosen.Select(pair => (pair.Left, pair.Right)));
        Assert.Equal(0, greedy);
    }

    [Fact]
    public void It_finds_the_best_of_all_assignments()
    {
        var random = new Random(5);
        for (int round = 0; round < 100; round++)
        {
            int lefts = random.Next(1, 6), rights = random.Next(1, 6);
            ScoredPair[] pairs =
            [
                .. from left in Enumerable.Range(0, lefts) from right in Enumerable.Range(0, rights)
                   where random.NextDouble() < 0.7 select Pair(left, right, random.NextDouble()),
            ];

            (IReadOnlyList<ScoredPair> chosen, _) = OneToOneAssignment.Run(pairs, 0.5);

            Assert.Equal(chosen.Count, chosen.DistinctBy(pair => pair.Left).Count());
            Assert.Equal(chosen.Count, chosen.DistinctBy(pair => pair.Right).Count());
            Assert.Equal(Best(pairs, 0, lefts, 0), chosen.Sum(pair => pair.Probability - 0.5), 6);
        }

        static double Best(ScoredPair[] pairs, int left, int lefts, int taken) => left == lefts ? 0 : Math.Max(
            Best(pairs, left + 1, lefts, taken),
            pairs.Where(pair => pair.Left == left && pair.Probability >= 0.5 && (taken >> pair.Right & 1) == 0)
                .Select(pair => pair.Probability - 0.5 + Best(pairs, left + 1, lefts, taken | 1 << pair.Right)).DefaultIfEmpty().Max());
    }

    [Fact]
    public void A_part_too_large_for_the_exact_method_takes_the_best_pairs_first_and_is_counted()
    {
        ScoredPair[] pairs =
        [
            .. Enumerable.Range(0, OneToOneAssignment.ExactUpTo + 1).SelectMany(i => new[] { Pair(i, i, 0.9), Pair(i, i + 1, 0.6) }),
        ];

        (IReadOnlyList<ScoredPair> chosen, int greedy) = OneToOneAssignment.Run(pairs, 0.5);

        Assert.Equal(1, greedy);
        Assert.All(chosen, pair => Assert.Equal(pair.Left, pair.Right));
    }

    private static ScoredPair Pair(int left, int right, double p) => new(left, right, p, MatchVerdict.Same);
}
