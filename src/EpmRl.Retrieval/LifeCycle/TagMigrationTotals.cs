using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>The totals of a migration of tags.</summary>
internal sealed class TagMigrationTotals
{
    /// <summary>Listings read.</summary>
    public long Listings { get; internal set; }

    /// <summary>Values kept, renamed ones included.</summary>
    public long Kept { get; private set; }

    /// <summary>Kept values with a new label.</summary>
    public long Renamed { get; internal set; }

    /// <summary>Values replaced by another one.</summary>
    public long Redirected { get; private set; }

    /// <summary>Values that were split: the listing's part is unknown.</summary>
    public long Split { get; private set; }

    /// <summary>Removed values, also because their category no longer has the attribute.</summary>
    public long Lost { get; private set; }

    /// <summary>Open values that are now in the list.</summary>
    public long NowListed { get; internal set; }

    /// <summary>Answers whose attribute has a new name.</summary>
    public long AttributesRenamed { get; internal set; }

    /// <summary>Listings whose category was replaced.</summary>
    public long CategoriesRedirected { get; internal set; }

    /// <summary>Listings whose category was removed.</summary>
    public long ListingsLost { get; internal set; }

    /// <summary>Listings whose category has attributes they were not tagged for.</summary>
    public long WithNewAttributes { get; internal set; }

    /// <summary>Listings to tag again: a value was split, the category was removed, or it has new attributes.</summary>
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
