using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Synthetic listings: a value that the text spells out is swapped for another of its list, in the text and in the labels. An encoder must
/// read what it cannot memorise, and values without a labelled listing are right for once; the value that was replaced is the nearest wrong
/// one.
/// </summary>
internal sealed class SwappedValues(TrainingSet set)
{
    private const double Share = 0.5; // of the attributes that could be swapped

    /// <summary>The listing with some of its values swapped; unchanged if the text spells out none.</summary>
    public TrainingItem Of(TrainingItem item, Random random)
    {
        ItemLabel[] spelled = [.. item.Labels.Where(label => IsSpelledOut(item.Listing.Profile, label))];
        ItemLabel[] chosen = [.. spelled.Where(_ => random.NextDouble() < Share)];
        if (chosen.Length == 0 && spelled.Length > 0)
        {
            chosen = [spelled[random.Next(spelled.Length)]];
        }

        foreach (ItemLabel label in chosen)
        {
            // An earlier swap may have removed the value from the text, and the label with it.
            if (item.Labels.Contains(label) && IsSpelledOut(item.Listing.Profile, label))
            {
                item = Swap(item, label, random);
            }
        }

        return item;
    }

    private TrainingItem Swap(TrainingItem item, ItemLabel label, Random random)
    {
        PromptGroup group = set.Groups[label.Group];
        string before = group.Labels[label.Values[0]];
        int value = random.Next(group.Values.Count);
        string after = group.Labels[value];
        ProductProfile old = item.Listing.Profile;
        ProductProfile profile = old with
        {
            Title = group.Spelling.Swap(old.Title, before, after),
            Description = group.Spelling.Swap(old.Description, before, after),
        };
        if (value == label.Values[0] || after.Length == 0 || Count(profile, label.Group, after) == 0)
        {
            return item;
        }

        return item with
        {
            Listing = item.Listing with { Profile = profile },
            Labels = [.. item.Labels.Select(Kept).OfType<ItemLabel>()],
        };

        // Attributes of the same value change with it; others whose value was replaced are no longer labelled.
        ItemLabel? Kept(ItemLabel other)
        {
            if (other == label)
            {
                return label with { Values = [value] };
            }

            string[] gone = [.. other.Values.Select(right => set.Groups[other.Group].Labels[right])
                .Where(text => Count(old, other.Group, text) > Count(profile, other.Group, text))];
            return gone.Length == 0 ? other
                : gone is [string text]
                    && other.Values.Length == 1
                    && text == before
                    && Array.IndexOf(set.Groups[other.Group].Labels, after) is >= 0 and var same
                    ? other with { Values = [same] }
                : null;
        }
    }

    private bool IsSpelledOut(ProductProfile profile, ItemLabel label)
    {
        if (label.Values.Length != 1 || set.Groups[label.Group].Values.Count < 2)
        {
            return false;
        }

        string text = set.Groups[label.Group].Labels[label.Values[0]];
        int places = Count(profile, label.Group, text);
        return places == 1 || (places > 1 && set.Groups[label.Group].Spelling.MayRepeat(text));
    }

    private int Count(ProductProfile profile, int group, string label)
    {
        ILabelSpelling spelling = set.Groups[group].Spelling;
        return spelling.Count(profile.Title, label) + spelling.Count(profile.Description, label);
    }
}
