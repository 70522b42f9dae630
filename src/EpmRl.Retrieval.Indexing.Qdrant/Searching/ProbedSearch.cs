namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A search as the recall gate plans it: exact, approximate, or both, to compare.</summary>
internal sealed class ProbedSearch
{
    private readonly RecallGate gate;
    private readonly SearchFilter filter;
    private readonly BestSearch answer;
    private readonly BestSearch? compared;

    /// <summary>Plans a search.</summary>
    /// <param name="gate">Decides.</param>
    /// <param name="filter">Among which points.</param>
    /// <param name="create">Makes the search, exact or not.</param>
    public ProbedSearch(RecallGate gate, SearchFilter filter, Func<bool, BestSearch> create)
    {
        this.gate = gate;
        this.filter = filter;
        SearchPlan plan = gate.Next(filter);
        answer = create(plan != SearchPlan.Approximate);
        compared = plan == SearchPlan.Probe ? create(false) : null;
    }

    /// <summary>What has to be sent.</summary>
    public IReadOnlyList<IBatchedSearch> Searches => compared is null ? [answer] : [answer, compared];

    /// <summary>The answer, after all was sent.</summary>
    public IReadOnlyList<BestPoint> Finish(IComparer<BestPoint> order)
    {
        IReadOnlyList<BestPoint> best = answer.Select(order);
        if (compared is not null && best.Count > 0)
        {
            // One that scores as well as the last of the exact answer is as right as that.
            float worst = best[^1].Score;
            int found = compared.Select(order).Count(point => point.Score >= worst);
            gate.Note(filter, Math.Min(1, (double)found / best.Count));
        }

        return best;
    }
}
