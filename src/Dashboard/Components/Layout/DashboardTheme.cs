using MudBlazor;

namespace SiameseSweep.Dashboard.Components.Layout;

/// <summary>Colours and type, light and dark; every text colour has at least 4.5:1 on its ground. Fonts are the system's: none is fetched.</summary>
public static class DashboardTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "DejaVu Sans", "sans-serif"];

    /// <summary>The theme.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2f4b9c", Secondary = "#8a5a00", AppbarBackground = "#ffffff", AppbarText = "#1b2230", Background = "#f4f6fa", Surface = "#ffffff",
            TextPrimary = "#1b2230", TextSecondary = "#525c6e", Success = "#1d6b3a", Warning = "#8a5a00", Error = "#b3261e", Info = "#2f4b9c", LinesDefault = "#dbe0ea",
            ActionDefault = "#525c6e",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9db5ff", Secondary = "#f0c060", AppbarBackground = "#171c27", AppbarText = "#e7ebf3", Background = "#0f131b", Surface = "#171c27",
            TextPrimary = "#e7ebf3", TextSecondary = "#a9b3c6", Success = "#7fd6a0", Warning = "#f0c060", Error = "#ff9d94", Info = "#9db5ff", LinesDefault = "#2c3445",
            ActionDefault = "#a9b3c6", PrimaryContrastText = "#10162a", ErrorContrastText = "#2a0c0a",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".9rem" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontSize = ".875rem" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
