using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Builds listings from rows: separates the fields from the other columns and joins rows of one product. For one file.</summary>
/// <param name="options">How the file is read.</param>
/// <param name="errors">Creates errors.</param>
/// <param name="notes">Receives notes for the user.</param>
/// <param name="export">The export implied by the file's format; null to recognise it.</param>
internal sealed class ListingBuilder(ProductReaderOptions options, RowErrors errors, ReaderNotes notes, KnownExport? export = null)
{
    private readonly SeenIds ids = new();
    private readonly ProductFamilies families = new();
    private FieldPlan? plan;
    private bool isTable;

    /// <summary>Sets the header of a table: all names that its rows have.</summary>
    /// <param name="header">The columns.</param>
    /// <exception cref="InvalidDataException">A mapped column is missing, or there is none for title or description.</exception>
    public void Read(TableHeader header)
    {
        isTable = true;
        plan = new FieldPlan(header.Columns, options, export, isTable);
        header.Check(options.Map, plan);
        Tell();
    }

    /// <summary>Builds a listing.</summary>
    /// <param name="line">The line where the row begins.</param>
    /// <param name="row">An object of all its columns.</param>
    /// <param name="shown">The row's text, for the message.</param>
    /// <param name="length">Length of the complete row.</param>
    /// <returns>The listing or an error; null where the row is not a listing, such as another picture of a product.</returns>
    /// <exception cref="InvalidOperationException">A text contains half a surrogate pair.</exception>
    public CatalogRow? Build(long line, JsonElement row, string shown, long length)
    {
        if (plan is null)
        {
            plan = new FieldPlan([.. row.EnumerateObject().Select(property => property.Name).Distinct()], options, export, isTable);
            Tell();
        }

        var cells = new RowCells(plan, isTable);
        if (cells.Read(row) is var (field, message))
        {
            return errors.Of(line, field, message, shown);
        }

        if (plan.OfListing.Length > 0 && plan.OfListing.All(index => cells.TextOf(index).Length == 0))
        {
            notes.Count("Rows that hold only more of the product before them, such as a picture, and were passed over");
            return null;
        }

        (FamilyRow? parent, string? group) = ParentOf(cells, line);
        IReadOnlyList<ProductOption> own = IsParent(cells) ? cells.SingleOptions() : cells.Options(parent?.OptionNames ?? []);
        string title = cells.First(plan.Title) is { Length: > 0 } written ? written : parent?.Title ?? "";
        string description = Description(cells.Description(), parent);
        IReadOnlyList<string> categories = cells.Categories() is { Count: > 0 } given ? given : parent?.Categories ?? [];
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(description))
        {
            return errors.WithoutText(
                line, plan.TextColumns, cells.Has(plan.Title) || plan.Description.Any(cells.Has),
                row.EnumerateObject().Select(property => property.Name), shown);
        }

        ProductProfile profile = new()
        {
            Id = IdOf(cells, own.Count > 0 || parent is null ? group : null, own, line),
            Title = title,
            Description = description,
            Category = categories.Count > 0 ? categories[0] : null,
            OtherCategories = categories.Count > 1 ? [.. categories.Skip(1)] : [],
            Row = line,
            GroupId = group,
            Layout = plan.Layout,
            Options = parent is null
                ? own
                : [
                    .. own,
                    .. parent.Options.Where(option => own.All(one => !one.Name.Equals(option.Name, StringComparison.OrdinalIgnoreCase))),
                ],
        };
        profile = cells.Extra is { } extra ? profile with { Extra = extra } : profile;
        profile = options.KeepSource ? profile with { Source = row } : profile;
        if (parent is { Columns.Count: > 0 })
        {
            profile = profile with { Shared = parent.Columns.Where(column => !profile.TryGetColumn(column.Key, out _)).ToDictionary() };
        }

        if (plan.HasFamilies)
        {
            Keep(cells, profile, parent, categories, length);
        }

        return new CatalogRow(line, profile, length);
    }

    private void Tell()
    {
        if (plan!.Describe() is { } sentence && export is null)
        {
            notes.Say(sentence);
        }
    }

    private string Description(string own, FamilyRow? parent) =>
        parent is null || parent.Description.Length == 0 || parent.Description == own ? own
        : string.IsNullOrWhiteSpace(own) ? parent.Description
        : plan!.Export is { DescriptionAdds: true } ? $"{own}\n{parent.Description}" : own;

    // The row's parent, if it was read, and the key the product's rows share.
    private (FamilyRow? Parent, string? Group) ParentOf(RowCells cells, long line)
    {
        string? group = cells.First(plan!.Group) is { Length: > 0 } shared ? shared : null;
        if (cells.First(plan.Parent) is { Length: > 0 } reference)
        {
            FamilyRow? found = families.Find(reference);
            if (found is null && plan.Export is { IsLocalised: false })
            {
                notes.Say(
                    "Further rows whose parent was not read before them, so that they are tagged with their own text alone", line, () =>
                    $"the parent '{reference}' was not read before this "
                        + $"row{(families.HasForgotten ? " or was forgotten since, for its distance" : "")}, so the row is tagged with its "
                        + $"own text alone.");
            }

            return (found, found?.Key ?? reference);
        }

        return (group is null ? null : families.Find(group), group ?? (IsParent(cells) ? ReferencesOf(cells).FirstOrDefault() : null));
    }

    private bool IsParent(RowCells cells) => plan!.Export?.Kind is { } kind && plan.Kind.Length > 0
        && cells.First(plan.Kind).Split(',', StringSplitOptions.TrimEntries).Contains(kind.Parent, StringComparer.OrdinalIgnoreCase);

    // The references by which other rows name this one.
    private IEnumerable<string> ReferencesOf(RowCells cells)
    {
        string prefix = plan!.Export?.IdPrefix ?? "";
        foreach (int index in plan.Id)
        {
            if (cells.TextOf(index) is { Length: > 0 } id)
            {
                yield return prefix.Length > 0 && index == plan.Id[^1] ? prefix + id : id;
            }
        }
    }

    private void Keep(RowCells cells, ProductProfile profile, FamilyRow? parent, IReadOnlyList<string> categories, long length)
    {
        string[] references = plan!.Group.Length > 0 ? (profile.GroupId is { } group ? [group] : [])
            : plan.Kind.Length == 0 || IsParent(cells) ? [.. ReferencesOf(cells)] : [];
        if (references.Length == 0 || (plan.Group.Length > 0 && parent is not null))
        {
            return;
        }

        bool isFirstVariant = plan.Group.Length > 0; // whose options are only its own
        var row = new FamilyRow(
            profile.GroupId ?? references[0], profile.Title, profile.Description, categories, cells.OptionNames(),
            isFirstVariant ? [] : cells.SingleOptions(),
            profile.Extra.Concat(profile.Shared).Where(column => plan.Export is { } known
                && !ProductProfile.IsEmpty(column.Value) && known.IsShared(ColumnName.KeyOf(column.Key)))
                .ToDictionary());
        foreach (string reference in references)
        {
            families.Add(reference, row, length);
        }
    }

    private string IdOf(RowCells cells, string? group, IReadOnlyList<ProductOption> own, long line)
    {
        string id = cells.First(plan!.Id);
        if (string.IsNullOrWhiteSpace(id))
        {
            // A variant without its own number is referred to by its product and options.
            return group is null ? $"line-{line}" : string.Join('/', own.Select(option => option.Value).Prepend(group));
        }

        if (ids.Add(id, line) is > 0 and var first)
        {
            notes.Say("Further rows with an id that an earlier row has", line, () =>
                $"duplicate id '{(id.Length <= 60 ? id : id[..60] + "…")}', first on line {first}; both rows are tagged.");
        }

        return id;
    }
}
