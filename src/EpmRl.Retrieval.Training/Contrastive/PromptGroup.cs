namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The candidates of an attribute in a category: the null value and the values, each with its prompts.</summary>
/// <param name="Null">The null value's prompt.</param>
/// <param name="Labels">[V]: the label of each value.</param>
/// <param name="Values">[V]: the prompts of each value; the first is for its label, the others for its description and its aliases.</param>
/// <param name="Spelling">Finds labels in texts.</param>
internal sealed record PromptGroup(string Null, string[] Labels, IReadOnlyList<string[]> Values, ILabelSpelling Spelling)
{
    /// <summary>Represents the null value among the positions of values.</summary>
    public const int NullValue = -1;

    /// <summary>The prompt of a value's label, or of the null value.</summary>
    public string Text(int value) => value == NullValue ? Null : Values[value][0];
}
