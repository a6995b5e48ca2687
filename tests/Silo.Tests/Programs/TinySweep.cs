using System.Globalization;

namespace SiameseSweep.Silo.Tests.Programs;

/// <summary>Sweeps that train in seconds: 16 images of four people to learn, 16x16 pixels.</summary>
public static class TinySweep
{
    public const int StepsPerEpoch = 2;

    /// <summary>One run for every margin.</summary>
    public static string Yaml(
        int epochs = 3,
        string margins = "1.0, 2.0",
        string dataset = "{kind: synthetic, people: 9, images: 4, seed: 1}",
        string more = ""
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: tiny
            method: grid
            metric: {name: validation.eer, goal: minimize}
            parameters:
              margin: {values: [{{margins}}]}
              batch_size: {value: 8}
              image_size: {value: 16}
            siamese:
              dataset: {{dataset}}
              validation_identities: 3
              epochs: {{epochs}}

            """) + more;

    /// <summary>Writes the file and returns its path.</summary>
    public static string Write(string directory, string yaml, string name = "tiny.yaml")
    {
        string file = Path.Combine(directory, name);
        File.WriteAllText(file, yaml);
        return file;
    }
}
