using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy show</c>: a tree of categories, a category's attributes, or an attribute's values.</summary>
internal static class TaxonomyShowCommand
{
    private const int MostShown = 200;

    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var category = new Option<string?>("--category", "-c")
        {
            Description = "Show the attributes of this category: its id, path or name.", HelpName = "name",
        };
        var attribute = new Option<string?>("--attribute", "-a")
        {
            Description = "Show the values of this attribute: its id or name.", HelpName = "name",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("show", "Shows the category tree, a category's attributes, or an attribute's values.")
        {
            Examples =
            [
                "epmrl taxonomy show taxonomy/sample",
                "epmrl taxonomy show taxonomy/sample --category laptops",
                "epmrl taxonomy show taxonomy/sample --attribute color",
            ],
            Arguments = { folder },
            Options = { category, attribute, json },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy taxonomy = TaxonomyReader.Load(parsed.GetRequiredValue(folder), cancellationToken);
            Category? shown = parsed.GetValue(category) is string name ? FindCategory(taxonomy, name) : null;
            AttributeDefinition[] attributes = parsed.GetValue(attribute) is string wanted ? FindAttributes(taxonomy, shown, wanted) : [];
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(Json(taxonomy, shown, attributes));
            }
            else if (attributes.Length > 0)
            {
                foreach (AttributeDefinition one in attributes)
                {
                    ShowAttribute(terminal.People, taxonomy, one);
                }
            }
            else if (shown is not null)
            {
                ShowCategory(terminal.People, taxonomy, shown);
            }
            else
            {
                ShowTree(terminal.People, taxonomy);
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }

    private static Category FindCategory(ProductTaxonomy taxonomy, string name) =>
        taxonomy.TryFindCategory(name, out Category? category) ? category
        : taxonomy.Categories.Where(each => TextKey.Of(each.Name) == TextKey.Of(name)).Select(each => each.Id).Take(5)
            .ToArray() is [_, _, ..] ids
            ? throw new UsageException($"Several categories are named '{name}': {string.Join(", ", ids)}. Name one by its id.")
            : throw new UsageException(
                $"There is no category '{name}'.{ClosestName.Hint(name, [.. taxonomy.Categories.Select(each => each.Name)])}");

    private static AttributeDefinition[] FindAttributes(ProductTaxonomy taxonomy, Category? category, string name)
    {
        IReadOnlyList<AttributeDefinition> among = category?.Attributes ?? taxonomy.Attributes;
        AttributeDefinition[] found = [.. among.Where(attribute => attribute.Id == name)];
        found = found.Length > 0 ? found : [.. among.Where(attribute => TextKey.Of(attribute.Name) == TextKey.Of(name))];
        return found.Length > 0
            ? found
            : throw new UsageException($"There is no attribute '{name}'{(category is null ? "" : $" in '{category.Name}'")}."
            + ClosestName.Hint(name, [.. among.Select(attribute => attribute.Name).Distinct(StringComparer.Ordinal)]));
    }

    private static void ShowTree(IAnsiConsole console, ProductTaxonomy taxonomy)
    {
        console.MarkupLineInterpolated($"[bold]{taxonomy.Name}[/]  {TaxonomyCommand.Counts(taxonomy)}  [dim]version {taxonomy.Version}[/]");
        var children = taxonomy.Categories.ToLookup(category => category.ParentId ?? "", StringComparer.Ordinal);
        var tree = new Tree("");
        tree.Guide = TreeGuide.Line;

        // A large tree is shown as deep as it fits.
        int depth = 1;
        while (taxonomy.Categories.Count(category => Depth(category) <= depth + 1) is int count && count <= MostShown && depth < 20)
        {
            depth++;
        }

        AddChildren(tree, "", 1);
        console.Write(tree);
        if (taxonomy.Categories.Any(category => Depth(category) > depth))
        {
            console.MarkupLineInterpolated($"[dim]Shown {depth} deep. See a category with --category.[/]");
        }

        void AddChildren(IHasTreeNodes node, string parent, int level)
        {
            foreach (Category category in children[parent])
            {
                string more = level == depth && children[category.Id].Any()
                    ? $", {TaxonomyCommand.Count(Below(category.Id), "category", "categories")} below" : "";
                TreeNode added = node.AddNode($"{Markup.Escape(category.Name)} [dim]{Markup.Escape(category.Id)}, "
                    + $"{TaxonomyCommand.Count(category.Attributes.Count, "attribute", "attributes")}{more}[/]");
                if (level < depth)
                {
                    AddChildren(added, category.Id, level + 1);
                }
            }
        }

        int Below(string id) => children[id].Sum(child => 1 + Below(child.Id));
    }

    private static void ShowCategory(IAnsiConsole console, ProductTaxonomy taxonomy, Category category)
    {
        console.MarkupLineInterpolated($"[bold]{category.Path}[/]  [dim]{category.Id}[/]");
        if (category.Description is not null)
        {
            console.MarkupLineInterpolated($"{category.Description}");
        }

        foreach ((string language, IReadOnlyList<string> names) in category.Names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            console.MarkupLineInterpolated($"[dim]{language}[/] {string.Join(", ", names)}");
        }

        Table table = new Table().RoundedBorder().AddColumns("Attribute", "Kind", "Values", "Settings", "For example");
        table.Columns[2].RightAligned();
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            table.AddRow(
                $"{Markup.Escape(attribute.Name)}\n[dim]{Markup.Escape(attribute.Id)}[/]",
                KindOf(attribute),
                attribute.Values.Count.ToString("N0", CultureInfo.InvariantCulture),
                Markup.Escape(Settings(attribute)),
                Markup.Escape(string.Join(", ", attribute.Values.Take(4).Select(value => value.Label))
                    + (attribute.Values.Count > 4 ? ", …" : "")));
        }

        console.Write(table);
        string[] below = [.. taxonomy.Categories.Where(child => child.ParentId == category.Id).Select(child => child.Name)];
        if (below.Length > 0)
        {
            console.MarkupLineInterpolated($"Below: {string.Join(", ", below)}");
        }
    }

    private static void ShowAttribute(IAnsiConsole console, ProductTaxonomy taxonomy, AttributeDefinition attribute)
    {
        Category[] users =
            [.. taxonomy.Categories.Where(category => category.Attributes.Contains(attribute, ReferenceEqualityComparer.Instance))];
        console.MarkupLineInterpolated($"[bold]{attribute.Name}[/]  {KindOf(attribute)}  [dim]{attribute.Id}[/]");
        if (attribute.Description is not null)
        {
            console.MarkupLineInterpolated($"{attribute.Description}");
        }

        if (Settings(attribute) is { Length: > 0 } settings)
        {
            console.MarkupLineInterpolated($"{settings}");
        }

        string others = users.Length > 5 ? $" and {users.Length - 5} more" : "";
        console.MarkupLineInterpolated($"[dim]In {string.Join(", ", users.Take(5).Select(user => user.Name))}{others}[/]");
        if (attribute.Values.Count == 0)
        {
            console.WriteLine(attribute.Open ? "No list: any value is normalised and marked as open." : "No values.");
            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("Id", "Label", "Aliases", "More");
        foreach (TaxonomyValue value in attribute.Values.Take(MostShown))
        {
            string[] more =
            [
                .. value.LocaleLabels.Select(pair => $"{pair.Key}: {pair.Value}"),
                .. value.Status == ValueStatus.Active
                    ? Array.Empty<string>()
                    : [$"deprecated{(value.ReplacedBy is null ? "" : $", now {value.ReplacedBy}")}"],
                .. value.Description is null ? Array.Empty<string>() : [value.Description],
            ];
            table.AddRow(
                Markup.Escape(value.Id), Markup.Escape(value.Label), Markup.Escape(string.Join(", ", value.Aliases)),
                Markup.Escape(string.Join("; ", more)));
        }

        console.Write(table);
        if (attribute.Values.Count > MostShown)
        {
            console.MarkupLineInterpolated($"[dim]… and {attribute.Values.Count - MostShown:N0} more; --json shows all.[/]");
        }
    }

    private static string Settings(AttributeDefinition attribute)
    {
        var parts = new List<string>();
        Add(attribute.Required, "required");
        Add(attribute.Open, "open");
        Add(attribute.MaxValues == int.MaxValue, "many");
        Add(attribute.MaxValues is > 1 and < int.MaxValue, $"up to {attribute.MaxValues}");
        Add(attribute.CaseSensitive, "case-sensitive");
        Add(attribute.Quantity?.Unit is not null, $"in {attribute.Quantity?.Unit}");
        Add(attribute.Quantity?.Decimals is not null, $"{attribute.Quantity?.Decimals} decimals");
        Add(attribute.Identifier?.Gtin == true, "GTIN");
        Add(attribute.Packs.Count > 0, $"packs {string.Join(", ", attribute.Packs)}");
        Add(
            attribute.RoleWords.Count > 0,
            $"announced by {string.Join(", ", attribute.RoleWords.Take(6))}{(attribute.RoleWords.Count > 6 ? ", …" : "")}");
        return string.Join("; ", parts);

        void Add(bool holds, string part)
        {
            if (holds)
            {
                parts.Add(part);
            }
        }
    }

    private static string Json(ProductTaxonomy taxonomy, Category? category, AttributeDefinition[] attributes)
    {
        object shown = attributes.Length > 0
            ? attributes.Select(attribute => new
            {
                attribute.Id, attribute.Name, attribute.Description, Kind = KindOf(attribute), attribute.Required, attribute.Open,
                values = attribute.Values.Select(value => new
                {
                    value.Id, value.Label, value.Aliases, locales = value.LocaleLabels, value.Description,
                    Status = value.Status.ToString().ToLowerInvariant(), value.ReplacedBy,
                }),
            })
            : category is not null ? Of(category)
            : new { taxonomy.Name, taxonomy.Locale, taxonomy.Version, categories = taxonomy.Categories.Select(Of) };
        return JsonSerializer.Serialize(shown, new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });

        static object Of(Category category) => new
        {
            category.Id, category.Name, parent = category.ParentId, category.Path, category.Description, category.Names,
            attributes = category.Attributes.Select(
                attribute => new { attribute.Id, attribute.Name, Kind = KindOf(attribute), values = attribute.Values.Count }),
        };
    }

    private static string KindOf(AttributeDefinition attribute) => attribute.Kind.ToString().ToLowerInvariant();

    private static int Depth(Category category) => 1 + category.Path.Split(" > ").Length - 1;
}
