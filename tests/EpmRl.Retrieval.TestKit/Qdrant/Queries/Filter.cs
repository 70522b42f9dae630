namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Conditions of which all, none, some or a number must hold; a filter is itself a condition.</summary>
internal sealed class Filter : Condition
{
    public IReadOnlyList<Condition> Must { get; init; } = [];

    public IReadOnlyList<Condition> MustNot { get; init; } = [];

    public IReadOnlyList<Condition> Should { get; init; } = [];

    public IReadOnlyList<Condition> MinShould { get; init; } = [];

    public int MinCount { get; init; }

    public override int Count => All.Sum(condition => condition.Count);

    public override int Size => All.Select(condition => condition.Size).DefaultIfEmpty(0).Max();

    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => All.SelectMany(condition => condition.Needs);

    private IEnumerable<Condition> All => [.. Must, .. MustNot, .. Should, .. MinShould];

    public override bool Matches(FilterScope scope) =>
        Must.All(condition => condition.Matches(scope))
        && !MustNot.Any(condition => condition.Matches(scope))
        && (Should.Count == 0 || Should.Any(condition => condition.Matches(scope)))
        && (MinShould.Count == 0 || MinShould.Count(condition => condition.Matches(scope)) >= MinCount);

    public override void Validate(string field)
    {
        Validate(Should, $"{field}.should");
        Validate(MinShould, $"{field}.min_should.conditions");
        Validate(Must, $"{field}.must");
        Validate(MustNot, $"{field}.must_not");
    }

    private static void Validate(IReadOnlyList<Condition> conditions, string field)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            conditions[i].Validate($"{field}[{i}]");
        }
    }
}
