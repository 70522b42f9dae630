namespace EpmRl.Retrieval.Evaluation;

/// <content>The page's style.</content>
internal static partial class HtmlReport
{
    /// <summary>The style of all reports: colours for light and dark, cards, tables and plots.</summary>
    internal const string Style = """
        :root { color-scheme: light dark; --ink: #1b2430; --soft: #5c6878; --line: #e3e7ed; --paper: #f6f7f9; --card: #fff;
          --accent: #0f766e; --tint: #d7f0ec; --mark: #fde68a; --bad: #b4232f; --badtint: #fde8e8; --warn: #92500a; --warntint: #fdefd7; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #98a3b3; --line: #2b3442; --paper: #12171f;
          --card: #1a212c; --accent: #4fd1c1; --tint: #163b39; --mark: #7a5c07; --bad: #ff9a9f; --badtint: #47191d; --warn: #f5c272;
          --warntint: #43300f; } }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system,
          "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 64px; display: grid; gap: 24px; }
        main > *, .pair > *, .triple > * { min-width: 0; }
        .over { color: var(--accent); font-weight: 600; font-size: 13px; letter-spacing: .04em; text-transform: uppercase; }
        h1 { font-size: 34px; line-height: 1.2; letter-spacing: -.02em; margin: 4px 0 6px; }
        h2 { font-size: 16px; letter-spacing: -.005em; margin-bottom: 10px; }
        .sub, figure p, .errors > p, .more > p { color: var(--soft); }
        .errors > p { margin-bottom: 12px; }
        details > p { color: var(--soft); }
        code { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        small { color: var(--soft); font-size: 12px; font-weight: 400; }
        section:not(.cards, .pair, .triple), figure,
        .triple > div { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; display: grid; gap: 2px;
          grid-template-rows: 1fr auto auto; }
        .card p { color: var(--soft); font-size: 13px; }
        .card strong { font-size: 28px; line-height: 1.2; letter-spacing: -.02em; }
        .card.first { background: var(--accent); border-color: var(--accent); color: var(--card); }
        .card.first p, .card.first small { color: inherit; opacity: .85; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 24px; }
        .triple { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 24px; }
        .more > p { margin-bottom: 12px; }
        .more > svg { max-width: 560px; display: block; }
        figure svg { width: 100%; height: auto; margin-top: 12px; display: block; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: right; padding: 7px 10px; border-top: 1px solid var(--line); white-space: nowrap; }
        thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 13px; }
        th:first-child { text-align: left; font-weight: 500; padding-left: 0; }
        td:last-child { padding-right: 0; }
        .compared thead th { white-space: normal; vertical-align: bottom; }
        .triple th { white-space: normal; line-height: 1.3; }
        th small { display: block; }
        th.wide { text-align: left; }
        td:has(.bar) { text-align: left; }
        .bar { display: inline-block; vertical-align: middle; width: 110px; height: 8px; border-radius: 4px; background: var(--line);
          overflow: hidden; margin-right: 10px; }
        .triple .bar { width: 56px; margin-right: 6px; }
        .triple th, .triple td { padding: 7px 5px; }
        .bar i { display: block; height: 100%; border-radius: 4px; background: var(--accent); }
        .bar + b { font-weight: 600; display: inline-block; min-width: 36px; text-align: right; }
        svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
        svg text.strong { fill: var(--ink); font-weight: 600; font-size: 12px; paint-order: stroke; stroke: var(--card);
          stroke-width: 4px; stroke-linejoin: round; }
        svg .grid { stroke: var(--line); }
        svg .ref { stroke: var(--soft); stroke-dasharray: 3 4; }
        svg .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
        svg .line.two { stroke: var(--warn); }
        svg .line.three { stroke: var(--ink); }
        svg .line.limit { stroke: var(--soft); stroke-dasharray: 5 4; }
        svg .key.two { fill: var(--warn); }
        svg .key.three { fill: var(--ink); }
        svg .key { fill: var(--accent); }
        svg .key.limit, svg .bars.limit { fill: var(--soft); opacity: .7; }
        svg .bars { fill: var(--accent); }
        svg .area { fill: var(--accent); opacity: .08; }
        svg .dot { fill: var(--accent); stroke: var(--card); stroke-width: 2; }
        svg .count { fill: var(--tint); }
        .spark { width: 96px; height: 24px; display: inline-block; vertical-align: middle; }
        .spark .axis { stroke: var(--line); }
        .spark .line { stroke-width: 1.5; }
        details { border-top: 1px solid var(--line); }
        summary { cursor: pointer; padding: 10px 0; font-weight: 600; }
        summary small { margin-left: 10px; }
        article { border-left: 3px solid var(--line); padding: 2px 0 2px 16px; margin: 10px 0 22px; display: grid; gap: 6px; }
        article .head { color: var(--soft); font-size: 12px; }
        article .title { font-weight: 600; overflow-wrap: anywhere; }
        article .text { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
        mark { background: var(--mark); color: inherit; border-radius: 3px; padding: 0 2px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; }
        dt { color: var(--soft); font-size: 13px; }
        dd { overflow-wrap: anywhere; }
        .badge { display: inline-block; border-radius: 999px; padding: 1px 9px; margin-right: 8px; font-weight: 600;
          background: var(--badtint); color: var(--bad); }
        .badge.missed { background: var(--warntint); color: var(--warn); }
        .chip { display: inline-block; border: 1px solid var(--line); border-radius: 6px; padding: 0 7px; background: var(--paper);
          font-size: 14px; }
        .chip i { font-style: normal; color: var(--soft); font-size: 12px; margin-left: 6px; }
        @media (max-width: 640px) { main { padding: 24px 14px 40px;
          } section:not(.cards, .pair, .triple), figure, .triple > div { padding: 16px;
          } .pair, .triple { grid-template-columns: minmax(0, 1fr); } }
        @media print { body { background: #fff; } details { display: none; } }
        """;
}
