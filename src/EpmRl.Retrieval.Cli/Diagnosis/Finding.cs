namespace EpmRl.Retrieval.Cli.Diagnosis;

/// <summary>How a finding is to be taken.</summary>
internal enum FindingState
{
    /// <summary>A fact.</summary>
    Info,

    /// <summary>Checked, and well.</summary>
    Good,

    /// <summary>Works, but could be better.</summary>
    Hint,

    /// <summary>Does not work.</summary>
    Problem,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Section">What it is about: program, processor, model, index, taxonomy, disk.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Text">What was found, and what to do where something is to be done.</param>
/// <param name="State">How it is to be taken.</param>
internal sealed record Finding(string Section, string Name, string Text, FindingState State = FindingState.Info);
