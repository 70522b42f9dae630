namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A search as planned by the recall gate: exact, approximate, or both for comparison.</summary>
internal sealed class ProbedSearch
{
    private readonly RecallGate gate;
    private readonly SearchFilter filter;
    private readonly BestSearch answer;
    private readonly BestSearch? compared;

    /// <summary>Plans a search.</summary>
    /// <param name="gate">Decides the mode.</param>
    /// <param name="filter">Restricts the points.</param>
    /// <param name="create">Creates the search, exact or approximate.</param>
    public ProbedSearch(RecallGate gate, SearchFilter filter, Func<bool, BestSearch> create)
    {
        this.gate = gate;
        this.filter = filter;
        SearchPlan plan = gate.Next(filter);
        answer = create(plan != SearchPlan.Approximate);
        compared = plan == SearchPlan.Probe ? create(false) : null;
    }

    /// <summary>The searches to send.</summary>
    public IReadOnlyList<IBatchedSearch> Searches => compared is null ? [answer] : [answer, compared];

    /// <summary>The answer, after all were sent.</summary>
    public IReadOnlyList<BestPoint> Finish(IComparer<BestPoint> order)
    {
        IReadOnlyList<BestPoint> best = answer.Select(order);
        if (compared is not null && best.Count > 0)
        {
            // A result that scores as well as the last one of the exact answer counts as right.
            float worst = best[^1].Score;
            int found = compared.Select(order).Count(point => point.Score >= worst);
            gate.Note(filter, Math.Min(1, (double)found / best.Count));
        }

        return best;
    }
}
