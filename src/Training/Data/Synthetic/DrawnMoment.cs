using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Data.Synthetic;

/// <summary>What differs between two images of one person: pose, light, expression, clothes, noise.</summary>
internal sealed record DrawnMoment
{
    public required double ShiftX { get; init; }
    public required double ShiftY { get; init; }
    public required double Scale { get; init; }
    public required double Sine { get; init; }
    public required double Yaw { get; init; }
    public required double Pitch { get; init; }
    public required double Brightness { get; init; }
    public required double Contrast { get; init; }
    public required double LightX { get; init; }
    public required double LightY { get; init; }
    public required double Background { get; init; }
    public required double Clothes { get; init; }
    public required double Smile { get; init; }
    public required double MouthOpen { get; init; }
    public required double EyesOpen { get; init; }
    public required double BrowRaise { get; init; }
    public required double Gaze { get; init; }
    public required bool Glasses { get; init; }
    public required double Noise { get; init; }

    public static DrawnMoment Draw(DrawnPerson person, KeyedRandom random)
    {
        double Between(double min, double max) => random.NextDouble(min, max);
        return new DrawnMoment
        {
            ShiftX = Between(-6, 6),
            ShiftY = Between(-6, 6),
            Scale = Between(0.88, 1.1),
            Sine = Between(-0.16, 0.16),
            Yaw = Between(-1, 1),
            Pitch = Between(-1, 1),
            Brightness = Between(0.65, 1.25),
            Contrast = Between(0.7, 1.15),
            LightX = Between(-45, 45),
            LightY = Between(-25, 25),
            Background = Between(20, 150),
            Clothes = Between(20, 220),
            Smile = Between(-0.6, 1),
            MouthOpen = Between(0, 1) < 0.3 ? Between(0.02, 0.09) : 0,
            EyesOpen = Between(0, 1) < 0.1 ? Between(0.1, 0.3) : Between(0.7, 1.2),
            BrowRaise = Between(-0.03, 0.05),
            Gaze = Between(-0.4, 0.4),
            Glasses = Between(0, 1) < person.GlassesOften,
            Noise = Between(3, 9),
        };
    }
}
