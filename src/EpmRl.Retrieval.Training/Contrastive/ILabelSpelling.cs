namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>How the labels of an attribute are spelled in texts.</summary>
internal interface ILabelSpelling
{
    /// <summary>Places of a text that spell out a label.</summary>
    int Count(string text, string label);

    /// <summary>Whether a label that occurs at several places is meant at each of them.</summary>
    bool MayRepeat(string label);

    /// <summary>A text with one label replaced by another; unchanged if the other cannot be written there.</summary>
    string Swap(string text, string before, string after);
}
