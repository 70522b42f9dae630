namespace EpmRl.Retrieval.Matching;

/// <summary>One part of a reward.</summary>
/// <param name="Name">Its name, one of <see cref="RewardParts.All"/>.</param>
/// <param name="Value">Its value, in [0, 1] (costs in [−1, 0]); null where it does not apply.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Contribution">What it adds to the total: weight times value, 0 where it does not apply or does not count.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record RewardPart(string Name, double? Value, double Weight, double Contribution, string Reason);
