namespace Glissade;

public static partial class Catalog
{
    // Over [examples, columns].
    private static CatalogRow<Layer>[] TableLayers() =>
    [
        new("numeric_embedding", "Every number of a table as waves of trained frequencies, then weights of its own and a ReLU (PLR, Gorishniy 2022). How wide the frequencies spread, sigma, counts most.",
            "max(0, [cos 2πcx, sin 2πcx]·W + b)", () => new NumericEmbedding(1, 1))
        {
            Aliases = ["periodic_embedding"],
            Samples = ["numeric_embedding(features=3, width=2, frequencies=4)", "numeric_embedding(features=3, width=1, frequencies=1, sigma=0.5)"],
            Refused = ["numeric_embedding(features=3)", "numeric_embedding(features=3, width=2, sigma=0)", "numeric_embedding(features=3, width=2, frequencies=0)", "numeric_embedding(features=60000, width=60000)"],
            NoTwin = "PyTorch has none; the golden values are the paper's formula.",
        },
        new("piecewise_linear_embedding", "Every number of a table by how far it has come through each bin, then weights of its own and a ReLU (Q-LR, Gorishniy 2022). The bounds of all bins in one list, those of the first column first.",
            "max(0, e·W + b), e = (x − lower) / (upper − lower), cut to 0 … 1", () => new PiecewiseLinearEmbedding(1, 1, [0, 1]))
        {
            Samples = ["piecewise_linear_embedding(features=3, width=2, bounds=[-2, 0, 1, -1, 0.5, 2, 0, 1, 1])"],
            Refused =
            [
                "piecewise_linear_embedding(features=3, width=2)", "piecewise_linear_embedding(features=3, width=2, bounds=[0, 1])", "piecewise_linear_embedding(features=1, width=2, bounds=[1, 0])",
                "piecewise_linear_embedding(features=1, width=2, bounds=[0, 0, 1])", "piecewise_linear_embedding(features=1, width=2, bounds=[0, 1, 1, 2])", "piecewise_linear_embedding(features=1, width=2, bounds=[])",
            ],
            NoTwin = "PyTorch has none; the golden values are the paper's formula.",
        },
        new("category_embedding", "Several columns of categories, each with a table of its own, put one behind the other.", "[W₁[x₁], W₂[x₂], …]", () => new CategoryEmbedding([1], [1]))
        {
            Samples = ["category_embedding(cardinalities=[3, 5, 4], widths=2)", "category_embedding(cardinalities=[3, 3, 3], widths=[1, 2, 3])"],
            Refused =
            [
                "category_embedding(cardinalities=[3, 5])", "category_embedding(widths=2)", "category_embedding(cardinalities=[3, 0], widths=2)", "category_embedding(cardinalities=[3, 5], widths=[1, 2, 3])",
                "category_embedding(cardinalities=[], widths=2)", "category_embedding(cardinalities=[2.5], widths=2)", "category_embedding(cardinalities=[1000000000], widths=1000)",
            ],
            Entries = 3,
            NoTwin = "PyTorch has none; the golden values are its embeddings, concatenated.",
        },
        new("batch_ensemble_linear", "Linear layers of an ensemble that share their weights, each with scales of its inputs and outputs (BatchEnsemble, Wen 2020; TabM, Gorishniy 2025). The first one spreads its input over all members.",
            "yᵢ = sᵢ·((rᵢ·xᵢ)·W) + bᵢ", () => new BatchEnsembleLinear(1, 1, 1))
        {
            Samples = ["batch_ensemble_linear(inputs=3, outputs=2, members=4)", "batch_ensemble_linear(inputs=3, outputs=2, members=2, signs=false, bias=false)"],
            Refused = ["batch_ensemble_linear(inputs=3, outputs=2)", "batch_ensemble_linear(inputs=3, outputs=2, members=0)", "batch_ensemble_linear(inputs=100000, outputs=100000, members=2)"],
            NoTwin = "PyTorch has none; the golden values are the paper's formula.",
        },
    ];
}
