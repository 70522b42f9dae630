using System.Text.Json;
using System.Xml.Linq;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Packaging;

/// <summary>NOTICE's list of packages, generated from what the program's dependency file says is loaded.</summary>
public sealed class NoticeTests
{
    private const string Start = "Packages in the program (name, version, licence, copyright, address)\n";
    private const string End = "\nOther works";

    // Licences that a package names by an address alone, as the file there has them.
    private static readonly Dictionary<string, string> Linked = new(StringComparer.Ordinal) { ["K4os.Compression.LZ4"] = "MIT" };

    [Fact]
    public void NOTICE_names_every_package_that_ships_with_version_licence_and_copyright()
    {
        string notice = File.ReadAllText(TestPaths.InProject("NOTICE")).ReplaceLineEndings("\n");
        int start = notice.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = notice.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Start.Length && end > start, "NOTICE has lost the headings between which its packages are listed.");
        string[] listed =
        [
            .. notice[start..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("--", StringComparison.Ordinal)),
        ];

        string[] shipped = [.. Shipped().Select(Line)];

        Assert.True(shipped.SequenceEqual(listed), $"Put these lines into NOTICE:\n{string.Join('\n', shipped)}");
    }

    // Packages whose files are loaded; those that only order versions bring none.
    private static IEnumerable<string> Shipped()
    {
        using JsonDocument dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "epmrl.deps.json")));
        JsonElement target = dependencies.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        JsonElement libraries = dependencies.RootElement.GetProperty("libraries");
        return target.EnumerateObject()
            .Where(library => libraries.GetProperty(library.Name).GetProperty("type").GetString() == "package"
                && (library.Value.TryGetProperty("runtime", out _) || library.Value.TryGetProperty("runtimeTargets", out _)))
            .Select(library => library.Name)
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToArray();
    }

    private static string Line(string package)
    {
        string[] parts = package.Split('/');
        string folder = Path.Combine(PackageFolder(), parts[0].ToLowerInvariant(), parts[1].ToLowerInvariant());
        XElement metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
        XElement? license = Element("license");
        string name = license is null
            ? Linked.GetValueOrDefault(parts[0]) ?? throw new InvalidDataException($"The package {package} names no licence. Look it up "
                + $"before it ships.")
            : license.Attribute("type")?.Value == "expression" ? license.Value : TitleOf(Path.Combine(folder, license.Value));
        return $"{parts[0]} {parts[1]}, {name}. {(Element("copyright") ?? Element("authors"))!.Value.Trim().TrimEnd('.')}. "
            + $"{Element("projectUrl")?.Value}";

        XElement? Element(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);
    }

    // A licence that is a file begins with its name.
    private static string TitleOf(string file) => File.ReadLines(file).First(line => line.Trim().Length > 0).Trim().Trim('#').Trim();

    private static string PackageFolder() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
