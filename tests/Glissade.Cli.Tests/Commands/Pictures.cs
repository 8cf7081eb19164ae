namespace Glissade.Cli.Tests;

/// <summary>Small pictures of two kinds, as IDX files: a bar that stands, and one that lies.</summary>
internal static class Pictures
{
    public static void Write(string folder, string part, int count, bool withLabels)
    {
        const int Side = 6;
        var pixels = new byte[count * Side * Side];
        for (int i = 0; i < count; i++)
            for (int k = 0; k < Side; k++)
                for (int thick = 2; thick < 4; thick++) pixels[i * Side * Side + (i % 2 == 0 ? k * Side + thick : thick * Side + k)] = (byte)(200 + (i + k) % 56);
        Save($"{part}-images-idx3-ubyte", Idx.From(pixels, new Shape(count, Side, Side)));
        if (withLabels) Save($"{part}-labels-idx1-ubyte", Idx.From([.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))], new Shape(count)));

        void Save(string name, Idx idx)
        {
            using FileStream file = File.Create(Path.Combine(folder, name));
            idx.Write(file);
        }
    }
}
