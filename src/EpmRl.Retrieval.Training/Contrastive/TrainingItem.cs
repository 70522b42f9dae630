using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>A listing to learn from.</summary>
/// <param name="Listing">Its text and labels, as given.</param>
/// <param name="Category">Position of its category among the trained ones.</param>
/// <param name="Labels">For each labelled attribute its group and the right values; no values for the null value.</param>
internal sealed record TrainingItem(LabelledListing Listing, int Category, IReadOnlyList<ItemLabel> Labels);

/// <summary>The right values of an attribute of a listing.</summary>
/// <param name="Group">Position of the attribute's <see cref="PromptGroup"/>.</param>
/// <param name="Values">Positions of the right values in the group; empty when the listing has no value.</param>
internal sealed record ItemLabel(int Group, int[] Values)
{
    /// <summary>Whether a value of the group, or the null value, is right.</summary>
    public bool IsRight(int value) => value == PromptGroup.NullValue ? Values.Length == 0 : Array.IndexOf(Values, value) >= 0;
}
