using System.Runtime.InteropServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// How a tile's operands lie, as far as it is known when its kernel is compiled: such distances become part of the instructions. What is not a multiply-add or a load
/// takes a place at the front of the processor, which two threads of one core share. The size of a layout says it, a bit of <see cref="TileLayouts"/> each: a size is known
/// before anything is inlined, so that what does not apply is not compiled at all.
/// </summary>
internal interface ITileLayout;

/// <summary>What is known of a tile's operands. Otherwise A's rows each lie side by side, and B, two whole vectors wide, lies where it lies.</summary>
internal static class TileLayouts
{
    /// <summary>A struct has a size.</summary>
    public const int None = 64;

    /// <summary>The rows of A lie side by side.</summary>
    public const int RowsTouch = 1;

    /// <summary>A is a copy in which each term holds one element of every row of a tile.</summary>
    public const int TermsOfTile = 2;

    /// <summary>The terms of A are any distance apart.</summary>
    public const int AnyTerms = 4;

    /// <summary>B is a copied panel, two whole vectors wide.</summary>
    public const int Panel = 8;

    /// <summary>The terms of B lie where a table says, as those of a convolution do.</summary>
    public const int Places = 16;

    /// <summary>B is not two whole vectors wide: they overlap.</summary>
    public const int AnySecond = 32;
}

/// <summary>A's rows each lie side by side; B, two whole vectors wide, lies where it lies.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None)]
internal readonly struct RowsLayout : ITileLayout;

/// <summary>Any distances.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.AnyTerms | TileLayouts.AnySecond)]
internal readonly struct AnyLayout : ITileLayout;

/// <summary>A's rows each lie side by side; B is a copied panel, two whole vectors wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.Panel)]
internal readonly struct RowsByPanelLayout : ITileLayout;

/// <summary>A lies transposed, its terms each side by side; B is a copied panel, two whole vectors wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.RowsTouch | TileLayouts.AnyTerms | TileLayouts.Panel)]
internal readonly struct ColumnsByPanelLayout : ITileLayout;

/// <summary>A is a copy that lies term after term, a tile's rows side by side; B is a copied panel, two whole vectors wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.RowsTouch | TileLayouts.TermsOfTile | TileLayouts.Panel)]
internal readonly struct TermsByPanelLayout : ITileLayout;

/// <summary>A's rows each lie side by side; the terms of B, two whole vectors wide, lie where a table says.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.Places)]
internal readonly struct RowsByPlacesLayout : ITileLayout;

/// <summary>The same for a panel that is not two whole vectors wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.Places | TileLayouts.AnySecond)]
internal readonly struct NarrowByPlacesLayout : ITileLayout;

/// <summary>A is a copy that lies term after term, a tile's rows side by side; the terms of B, two whole vectors wide, lie where a table says.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.RowsTouch | TileLayouts.TermsOfTile | TileLayouts.Places)]
internal readonly struct TermsByPlacesLayout : ITileLayout;

/// <summary>The same for a panel that is not two whole vectors wide.</summary>
[StructLayout(LayoutKind.Sequential, Size = TileLayouts.None | TileLayouts.RowsTouch | TileLayouts.TermsOfTile | TileLayouts.Places | TileLayouts.AnySecond)]
internal readonly struct NarrowTermsByPlacesLayout : ITileLayout;
