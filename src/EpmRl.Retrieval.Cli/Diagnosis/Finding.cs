namespace EpmRl.Retrieval.Cli.Diagnosis;

/// <summary>How serious a finding is.</summary>
internal enum FindingState
{
    /// <summary>A fact.</summary>
    Info,

    /// <summary>Checked, and works.</summary>
    Good,

    /// <summary>Works, but could be better.</summary>
    Hint,

    /// <summary>Does not work.</summary>
    Problem,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Section">What it is about: program, processor, model, index, taxonomy, disk.</param>
/// <param name="Name">What was checked.</param>
/// <param name="Text">The result, with the next step if one is needed.</param>
/// <param name="State">How serious it is.</param>
internal sealed record Finding(string Section, string Name, string Text, FindingState State = FindingState.Info);
