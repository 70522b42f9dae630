namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The candidates of an attribute in a category: the null value and the values, each with the texts that stand for it.</summary>
/// <param name="Null">The null value's prompt.</param>
/// <param name="Labels">[V]: the label of each value.</param>
/// <param name="Values">[V]: the prompts of each value; the first is its label's, others are of its description and its aliases.</param>
/// <param name="Spelling">Finds labels in texts.</param>
internal sealed record PromptGroup(string Null, string[] Labels, IReadOnlyList<string[]> Values, ILabelSpelling Spelling)
{
    /// <summary>Stands for the null value where a value's position is asked for.</summary>
    public const int NullValue = -1;

    /// <summary>The prompt of a value's label, or of the null value.</summary>
    public string Text(int value) => value == NullValue ? Null : Values[value][0];
}
