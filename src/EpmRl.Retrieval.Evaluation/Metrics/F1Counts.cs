namespace EpmRl.Retrieval.Evaluation;

/// <summary>Counted outcomes of (listing, attribute) pairs, and the literature's micro-averaged figures.</summary>
/// <param name="Right">Right values.</param>
/// <param name="Wrong">Wrong values where one exists: each a false positive and a false negative.</param>
/// <param name="Invented">Values where none exists.</param>
/// <param name="Missed">No value where one exists.</param>
/// <param name="RightlyNone">No value where none exists; counts only towards <see cref="Coverage"/>.</param>
internal readonly record struct F1Counts(int Right, int Wrong, int Invented, int Missed, int RightlyNone)
{
    /// <summary>Pairs whose listing has a value.</summary>
    public int WithValue => Right + Wrong + Missed;

    /// <summary>Pairs that were answered with a value.</summary>
    public int Answered => Right + Wrong + Invented;

    /// <summary>All pairs.</summary>
    public int Pairs => WithValue + Invented + RightlyNone;

    /// <summary>Right ÷ answered, in [0, 1]; 0 when nothing was answered.</summary>
    public double Precision => Ratio(Right, Answered);

    /// <summary>Right ÷ pairs with a value, in [0, 1].</summary>
    public double Recall => Ratio(Right, WithValue);

    /// <summary>Harmonic mean of precision and recall, in [0, 1].</summary>
    public double F1 => Ratio(2 * Right, Answered + WithValue);

    /// <summary>Answered ÷ all pairs, in [0, 1].</summary>
    public double Coverage => Ratio(Answered, Pairs);

    /// <summary>Counts outcomes.</summary>
    public static F1Counts Of(IEnumerable<PairResult> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var counts = default(F1Counts);
        foreach (PairResult pair in pairs)
        {
            counts = counts.With(pair.Outcome);
        }

        return counts;
    }

    /// <summary>Adds one outcome.</summary>
    public F1Counts With(PairOutcome outcome) => outcome switch
    {
        PairOutcome.Right => this with { Right = Right + 1 },
        PairOutcome.Wrong => this with { Wrong = Wrong + 1 },
        PairOutcome.Invented => this with { Invented = Invented + 1 },
        PairOutcome.Missed => this with { Missed = Missed + 1 },
        _ => this with { RightlyNone = RightlyNone + 1 },
    };

    /// <summary>Sum of both.</summary>
    public F1Counts Plus(F1Counts other) => new(
        Right + other.Right, Wrong + other.Wrong, Invented + other.Invented, Missed + other.Missed, RightlyNone + other.RightlyNone);

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
