namespace EpmRl.Retrieval.Matching;

/// <summary>Names of the parts of a reward, as its file and the inspector write them.</summary>
internal static class RewardParts
{
    /// <summary>The expected worth of the verdict: R_label.</summary>
    public const string Label = "label";

    /// <summary>Brier score of the probability of "same": R_cal.</summary>
    public const string Calibration = "calibration";

    /// <summary>Both orders of the listings agree: R_sym.</summary>
    public const string Symmetry = "symmetry";

    /// <summary>Edits that mean nothing change nothing, edits that decide do: R_inv.</summary>
    public const string Invariance = "invariance";

    /// <summary>Share of quotes that state their aspect: R_span.</summary>
    public const string Spans = "spans";

    /// <summary>Share of the aspects that the engine is sure of and the answer reports: R_cover.</summary>
    public const string Cover = "cover";

    /// <summary>The verdict follows from the claims: R_cons.</summary>
    public const string Consistency = "consistency";

    /// <summary>Share of quotes that verify nothing, as a cost: H.</summary>
    public const string Invented = "invented";

    /// <summary>Tokens beyond the free ones, as a cost: R_len.</summary>
    public const string Length = "length";

    /// <summary>All parts, in the order of breakdowns.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Label, Calibration, Symmetry, Invariance, Spans, Cover, EngineJudge.NameOf(AspectRole.Core),
        EngineJudge.NameOf(AspectRole.Model), EngineJudge.NameOf(AspectRole.Variant), Consistency, Invented, Length,
    ];

    /// <summary>Whether a part sees the label.</summary>
    public static bool SeesLabel(string part) => part is Label or Calibration;

    /// <summary>Whether a part is of the reasons: it counts only where the verdict is right.</summary>
    public static bool IsEvidence(string part) => !SeesLabel(part) && part is not (Symmetry or Invariance or Invented or Length);
}
