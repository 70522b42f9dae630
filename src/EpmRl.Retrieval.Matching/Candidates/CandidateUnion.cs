namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Joins the neighbours that the sources found for a listing: the best by joint rank (reciprocal rank fusion; Cormack, Clarke and
/// Buettcher, 2009). Scores of different sources cannot be compared, ranks can.
/// </summary>
/// <param name="lists">The neighbours by source.</param>
/// <param name="options">How many are taken from each, and kept of all.</param>
internal sealed class CandidateUnion(IReadOnlyList<(CandidateSources Source, NeighbourLists Lists)> lists, CandidateOptions options)
{
    private const double RankOffset = 10; // small: a first place in one source outweighs middling ones in two

    private readonly Dictionary<int, (double Joint, float Score, CandidateSources By)> found = [];
    private readonly List<(int Id, double Joint, float Score, CandidateSources By)> order = [];

    /// <summary>Adds the candidates of one listing.</summary>
    /// <param name="row">The listing.</param>
    /// <param name="same">Whether neighbours are of the same list, so that a pair begins with the earlier listing.</param>
    /// <param name="pairs">Takes the pairs.</param>
    public void Add(int row, bool same, List<CandidatePair> pairs)
    {
        found.Clear();
        foreach ((CandidateSources source, NeighbourLists list) in lists)
        {
            ReadOnlySpan<int> ids = list.IdsOf(row);
            ReadOnlySpan<float> scores = list.ScoresOf(row);
            for (int rank = 0; rank < Math.Min(options.Top, ids.Length); rank++)
            {
                (double joint, float score, CandidateSources by) = found.GetValueOrDefault(ids[rank]);
                found[ids[rank]] = (joint + (1 / (RankOffset + rank)), Math.Max(score, Math.Clamp(scores[rank], 0, 1)), by | source);
            }
        }

        order.Clear();
        foreach ((int id, (double joint, float score, CandidateSources by)) in found)
        {
            order.Add((id, joint, score, by));
        }

        order.Sort((one, other) => other.Joint != one.Joint ? other.Joint.CompareTo(one.Joint)
            : other.Score != one.Score ? other.Score.CompareTo(one.Score) : one.Id.CompareTo(other.Id));
        foreach ((int id, _, float score, CandidateSources by) in order.Take(options.Kept))
        {
            pairs.Add(same && id < row ? new CandidatePair(id, row, score, by) : new CandidatePair(row, id, score, by));
        }
    }

    /// <summary>Joins pairs that occur several times, and sorts them: by the first listing, best score first.</summary>
    public static List<CandidatePair> Merge(List<CandidatePair> pairs)
    {
        pairs.Sort((one, other) => one.Left != other.Left ? one.Left.CompareTo(other.Left) : one.Right.CompareTo(other.Right));
        var merged = new List<CandidatePair>(pairs.Count);
        foreach (CandidatePair pair in pairs)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Left == pair.Left && last.Right == pair.Right)
            {
                merged[^1] = last with { Score = Math.Max(last.Score, pair.Score), By = last.By | pair.By };
            }
            else
            {
                merged.Add(pair);
            }
        }

        merged.Sort((one, other) => one.Left != other.Left ? one.Left.CompareTo(other.Left)
            : one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Right.CompareTo(other.Right));
        return merged;
    }
}
