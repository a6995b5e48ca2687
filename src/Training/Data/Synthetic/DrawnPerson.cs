using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Data.Synthetic;

/// <summary>
/// The features of a drawn person. Lengths are in half face heights, u to the right and v down from the face's middle;
/// tones are grey levels.
/// </summary>
internal sealed record DrawnPerson
{
    public required double FaceWidth { get; init; }
    public required double JawTaper { get; init; }
    public required double JawSquareness { get; init; }
    public required double Skin { get; init; }
    public required double Hair { get; init; }
    public required double HairVolume { get; init; }
    public required double HairLength { get; init; }
    public required double Hairline { get; init; }
    public required double HairlineSlant { get; init; }
    public required double HairlineCurve { get; init; }
    public required double EarSize { get; init; }
    public required double EyeDistance { get; init; }
    public required double EyeHeight { get; init; }
    public required double EyeWidth { get; init; }
    public required double EyeOpening { get; init; }
    public required double EyeTilt { get; init; }
    public required double Iris { get; init; }
    public required double BrowGap { get; init; }
    public required double BrowLength { get; init; }
    public required double BrowThickness { get; init; }
    public required double BrowTilt { get; init; }
    public required double BrowArch { get; init; }
    public required double NoseLength { get; init; }
    public required double NoseWidth { get; init; }
    public required double MouthHeight { get; init; }
    public required double MouthWidth { get; init; }
    public required double UpperLip { get; init; }
    public required double LowerLip { get; init; }
    public required double Beard { get; init; }
    public required double Moustache { get; init; }
    public required double GlassesSize { get; init; }
    public required double GlassesOften { get; init; }

    public static DrawnPerson Draw(ulong seed, int person)
    {
        KeyedRandom random = KeyedRandom.For(seed, RandomUse.SyntheticFaces, person, 0);
        double Between(double min, double max) => random.NextDouble(min, max);
        double skin = Between(135, 200);
        double eyeHeight = Between(-0.20, -0.04);
        double noseLength = Between(0.28, 0.46);
        double style = Between(0, 1);
        return new DrawnPerson
        {
            Skin = skin,
            EyeHeight = eyeHeight,
            NoseLength = noseLength,
            FaceWidth = Between(0.64, 0.86),
            JawTaper = Between(0.05, 0.42),
            JawSquareness = Between(0, 0.8),
            Hair = style < 0.25 ? Between(150, 210) : Between(20, 95),
            HairVolume = Between(0.02, 0.16),
            HairLength = Between(0, 1) < 0.4 ? Between(0.5, 1.1) : Between(-0.3, 0.05),
            Hairline = Between(-0.80, -0.50),
            HairlineSlant = Between(-0.35, 0.35),
            HairlineCurve = Between(-0.15, 0.55),
            EarSize = Between(0.08, 0.17),
            EyeDistance = Between(0.27, 0.39),
            EyeWidth = Between(0.105, 0.175),
            EyeOpening = Between(0.045, 0.085),
            EyeTilt = Between(-0.22, 0.22),
            Iris = Between(25, 115),
            BrowGap = Between(0.12, 0.23),
            BrowLength = Between(0.13, 0.22),
            BrowThickness = Between(0.014, 0.05),
            BrowTilt = Between(-0.28, 0.28),
            BrowArch = Between(0.0, 0.09),
            NoseWidth = Between(0.10, 0.21),
            MouthHeight = eyeHeight + noseLength + Between(0.20, 0.30),
            MouthWidth = Between(0.17, 0.33),
            UpperLip = Between(0.018, 0.055),
            LowerLip = Between(0.03, 0.085),
            Beard = Between(0, 1) < 0.2 ? Between(0.3, 0.75) : 0,
            Moustache = Between(0, 1) < 0.2 ? Between(0.4, 0.85) : 0,
            GlassesSize = Between(0.15, 0.23),
            GlassesOften = Between(0, 1) < 0.3 ? 0.6 : 0.08,
        };
    }
}
