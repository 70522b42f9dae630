namespace EpmRl.Retrieval.Tests.RoundTrip;

/// <summary>The words that a language puts around a quantity, written for the test and read from no pack.</summary>
/// <param name="Name">Its code.</param>
/// <param name="Mark">Its decimal mark.</param>
/// <param name="Groups">What it puts between thousands.</param>
/// <param name="Before">
/// Words before the quantity. A comma ends what a thing is for: without it "case for the workshop up to 15 kg" says nothing of the case.
/// </param>
/// <param name="Behind">Words behind it.</param>
/// <param name="Roles">What introduces it; "{0}" is the role word of the dimension.</param>
/// <param name="Ranges">Ranges of {0} and {1}; the unit follows.</param>
/// <param name="Most">Open ranges of {0}.</param>
internal sealed record Language(
    string Name, char Mark, string[] Groups, string[] Before, string[] Behind, string[] Roles, string[] Ranges, string[] Most)
{
    /// <summary>Its place among <see cref="All"/>.</summary>
    public int Index => All.TakeWhile(other => other.Name != Name).Count();

    private const string NoBreak = "\u00A0";
    private const string Narrow = "\u202F";
    private const string Thin = "\u2009";

    public static IReadOnlyList<Language> All { get; } =
    [
        new("en", '.', ["", ","], ["Shelf", "Sturdy black case", "Replacement part for the workshop,", "Kettle with lid", "New"],
            ["", ", white", " with two handles", " (black)", " - boxed", ". Free shipping", " made of steel"], ["{0}: ", "{0} ", "", ""],
            ["{0} to {1}", "{0}-{1}", "{0} - {1}", "{0}–{1}", "between {0} and {1}", "from {0} to {1}"],
            ["up to {0}", "max. {0}", "from {0}", "at least {0}"]),
        new(
            "de", ',', ["", ".", Thin, Narrow, "'"],
            ["Regal", "Stabiler Koffer für die Werkstatt,", "Ersatzteil aus Stahl,", "Topf mit Deckel"],
            ["", ", weiß", " mit zwei Griffen", " (schwarz)", " - neu", ". Lieferung frei Haus", " für Küche und Bad"],
            ["{0}: ", "{0} ", "", ""],
            ["{0} bis {1}", "{0}-{1}", "{0} – {1}", "zwischen {0} und {1}", "von {0} bis {1}"],
            ["bis zu {0}", "max. {0}", "ab {0}", "mindestens {0}"]),
        new("fr", ',', ["", NoBreak, Narrow, " "], ["étagère en bois", "mallette solide pour atelier,", "bouilloire avec couvercle"],
            ["", ", blanc", " avec deux poignées", " (noir)", " - neuf", " pour la cuisine"], ["{0} : ", "{0} ", "", ""],
            ["{0} à {1}", "{0}-{1}", "entre {0} et {1}", "de {0} à {1}"], ["jusqu'à {0}", "max. {0}", "à partir de {0}", "au moins {0}"]),
        new("es", ',', ["", ".", NoBreak], ["Estante de madera", "maletín para el taller,", "olla con tapa"],
            ["", ", blanco", " con dos asas", " (negro)", " - nuevo", " para la cocina"], ["{0}: ", "{0} ", "", ""],
            ["{0} a {1}", "{0}-{1}", "entre {0} y {1}", "de {0} a {1}"], ["hasta {0}", "máx. {0}", "a partir de {0}"]),
        new("it", ',', ["", ".", "'"], ["scaffale di legno", "valigetta per il lavoro,", "pentola con coperchio"],
            ["", ", bianco", " con due manici", " (nero)", " - nuovo", " per la cucina"], ["{0}: ", "{0} ", "", ""],
            ["{0}-{1}", "tra {0} e {1}", "da {0} a {1}"], ["fino a {0}", "max {0}", "almeno {0}"]),
        new("pl", ',', ["", NoBreak, " "], ["półka drewniana", "walizka dla mechanika,", "garnek z pokrywką"],
            ["", ", biały", " z uchwytami", " (czarny)", " - nowy", " dla domu"], ["{0}: ", "{0} ", "", ""],
            ["{0}-{1}", "od {0} do {1}", "między {0} a {1}"], ["do {0}", "maks. {0}", "co najmniej {0}"]),
        new("ja", '.', ["", ","], ["棚", "新品 工具箱", "ステンレス鍋"], ["", " ホワイト", "（黒）", " 送料無料"], ["{0}: ", "{0}：", "{0}", " "],
            ["{0}～{1}", "{0}〜{1}", "{0}-{1}", "{0}から{1}"], ["最大{0}", "約{0}"]),
        new("zh", '.', ["", ","], ["置物架", "新款 工具箱", "不锈钢锅"], ["", " 白色", "（黑色）", " 包邮"], ["{0}: ", "{0}：", "{0}", " "],
            ["{0}-{1}", "{0}至{1}", "{0}~{1}", "{0}到{1}"], ["最大{0}", "约{0}", "不超过{0}"]),
    ];
}
