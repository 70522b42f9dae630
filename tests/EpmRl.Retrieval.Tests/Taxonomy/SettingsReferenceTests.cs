using System.Reflection;
using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>The reference of settings in the documentation is that of the table of settings.</summary>
public sealed class SettingsReferenceTests
{
    private const string Renew = "EPMRL_RENEW_REFERENCE";

    [Fact]
    public void The_reference_in_the_docs_is_that_of_the_table_of_settings()
    {
        string path = TestPaths.InProject("docs", "taxonomy-format.md");
        string text = File.ReadAllText(path), renewed = text;
        renewed = WithTable(renewed, "general", SettingGroup.General, "| `values` | the list | |\n");
        renewed = WithTable(renewed, "quantity", SettingGroup.Quantity);
        renewed = WithTable(renewed, "identifier", SettingGroup.Identifier);
        if (Environment.GetEnvironmentVariable(Renew) == "1")
        {
            File.WriteAllText(path, renewed);
        }
        else
        {
            Assert.True(text == renewed, $"The tables in docs/taxonomy-format.md are not those of AttributeSettings. "
                + $"Run this test with {Renew}=1 to renew them.");
        }
    }

    [Fact]
    public void Every_setting_has_a_number_and_a_key_of_its_own()
    {
        Assert.Equal(Enumerable.Range(1, AttributeSettings.All.Count), AttributeSettings.All.Select(setting => setting.Number).Order());
        Assert.Equal(AttributeSettings.All.Count, AttributeSettings.All.Select(setting => setting.Key).Distinct().Count());
    }

    // A property without a row would be lost unnoticed by every form of a taxonomy.
    [Fact]
    public void Every_property_of_an_attribute_is_a_setting()
    {
        Assert.Equal(Properties<AttributeDefinition>("Id", "Values", "Quantity", "Identifier"), Settings(SettingGroup.General));
        Assert.Equal(Properties<QuantityFormat>(), Settings(SettingGroup.Quantity));
        Assert.Equal(Properties<IdentifierFormat>("From", "To").Append("Keep").Order(), Settings(SettingGroup.Identifier));

        // Properties that are computed from others are not stored.
        static IEnumerable<string> Properties<T>(params string[] others) => typeof(T)
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.CanWrite).Select(property => property.Name).Except(others).Order();

        // The property of chain_places is ChainPlaces.
        static IEnumerable<string> Settings(SettingGroup group) => AttributeSettings.All.Where(setting => setting.Group == group)
            .Select(setting => string.Concat(setting.Key.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))).Order();
    }

    private static string WithTable(string text, string name, SettingGroup group, string last = "")
    {
        string begin = $"<!-- settings: {name} -->\n", end = "<!-- end -->";
        int start = text.IndexOf(begin, StringComparison.Ordinal),
        stop = start < 0 ? -1 : text.IndexOf(end, start, StringComparison.Ordinal);
        Assert.True(stop > 0, $"docs/taxonomy-format.md has no lines '{begin.Trim()}' and '{end}'.");
        var table = new StringBuilder("| key | meaning | default |\n| --- | --- | --- |\n");
        foreach (Setting setting in AttributeSettings.All.Where(setting => setting.Group == group))
        {
            string unset = setting.Unset ?? (setting.Default is { } node ? $"`{YamlOut.Node(node)}`" : "");
            table.Append($"| `{setting.Key}` | {setting.Meaning} |{(unset.Length > 0 ? " " + unset : "")} |\n");
        }

        return text[..(start + begin.Length)] + table + last + text[stop..];
    }
}
