using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>What a migration of tags came to.</summary>
public sealed class TagMigrationTotals
{
    /// <summary>Listings that were read.</summary>
    public long Listings { get; internal set; }

    /// <summary>Values that are as they were, renamed ones included.</summary>
    public long Kept { get; private set; }

    /// <summary>Kept values that have another label now.</summary>
    public long Renamed { get; internal set; }

    /// <summary>Values whose place another one took.</summary>
    public long Redirected { get; private set; }

    /// <summary>Values that were split: which part the listing has is not known.</summary>
    public long Split { get; private set; }

    /// <summary>Values that are gone, also because their category has the attribute no more.</summary>
    public long Lost { get; private set; }

    /// <summary>Open values that stand in the list now.</summary>
    public long NowListed { get; internal set; }

    /// <summary>Answers whose attribute has another name now.</summary>
    public long AttributesRenamed { get; internal set; }

    /// <summary>Listings whose category's place another one took.</summary>
    public long CategoriesRedirected { get; internal set; }

    /// <summary>Listings whose category is gone.</summary>
    public long ListingsLost { get; internal set; }

    /// <summary>Listings whose category has attributes that they were never asked for.</summary>
    public long WithNewAttributes { get; internal set; }

    /// <summary>Listings that should be tagged again: a value was split, the category is gone, or it has new attributes.</summary>
    public long TagAgain { get; internal set; }

    internal void Count(ValueFate fate, int values)
    {
        switch (fate)
        {
            case ValueFate.Kept:
                Kept += values;
                break;
            case ValueFate.Redirected:
                Redirected += values;
                break;
            case ValueFate.Split:
                Split += values;
                break;
            default:
                Lost += values;
                break;
        }
    }
}
