namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// How a tile's operands lie, as far as it is known when its kernel is compiled: such distances become part of the instructions. What is not a multiply-add or a load
/// takes a place at the front of the processor, which two threads of one core share. All distances are in elements. A layout says what differs from
/// <see cref="RowsLayout"/>.
/// </summary>
internal interface ITileLayout
{
    /// <summary>Terms of a round of the loop.</summary>
    static virtual int Unroll => 4;

    /// <summary>Whether the rows of A lie side by side.</summary>
    static virtual bool RowIsKnown => false;

    /// <summary>Whether A is a copy in which each term holds one element of every row of a tile.</summary>
    static virtual bool InnerIsKnown => false;

    /// <summary>Whether B is a copied panel, two whole vectors wide.</summary>
    static virtual bool PanelIsKnown => false;

    /// <summary>Whether the terms of B lie where a table says, as those of a convolution do.</summary>
    static virtual bool HasPlaces => false;

    /// <summary>From term to term of A, where that is not known.</summary>
    static virtual long Inner(long stride) => 1;

    /// <summary>From a row's first vector of B to its second.</summary>
    static virtual long Second(long second, int vector) => vector;
}

/// <summary>A's rows each lie side by side; B, two whole vectors wide, lies where it lies.</summary>
internal readonly struct RowsLayout : ITileLayout;

/// <summary>Any distances: more terms a round would need more registers than they save instructions.</summary>
internal readonly struct AnyLayout : ITileLayout
{
    public static int Unroll => 2;

    public static long Inner(long stride) => stride;

    public static long Second(long second, int vector) => second;
}

/// <summary>A's rows each lie side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct RowsByPanelLayout : ITileLayout
{
    public static bool PanelIsKnown => true;
}

/// <summary>A lies transposed, its terms each side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct ColumnsByPanelLayout : ITileLayout
{
    public static bool RowIsKnown => true;

    public static bool PanelIsKnown => true;

    public static long Inner(long stride) => stride;
}

/// <summary>A is a copy that lies term after term, a tile's rows side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct TermsByPanelLayout : ITileLayout
{
    public static bool RowIsKnown => true;

    public static bool InnerIsKnown => true;

    public static bool PanelIsKnown => true;
}

/// <summary>A's rows each lie side by side; the terms of B, two whole vectors wide, lie where a table says.</summary>
internal readonly struct RowsByPlacesLayout : ITileLayout
{
    public static bool HasPlaces => true;
}

/// <summary>The same for a panel that is not two whole vectors wide.</summary>
internal readonly struct NarrowByPlacesLayout : ITileLayout
{
    public static bool HasPlaces => true;

    public static long Second(long second, int vector) => second;
}

/// <summary>A is a copy that lies term after term, a tile's rows side by side; the terms of B, two whole vectors wide, lie where a table says.</summary>
internal readonly struct TermsByPlacesLayout : ITileLayout
{
    public static bool RowIsKnown => true;

    public static bool InnerIsKnown => true;

    public static bool HasPlaces => true;
}

/// <summary>The same for a panel that is not two whole vectors wide.</summary>
internal readonly struct NarrowTermsByPlacesLayout : ITileLayout
{
    public static bool RowIsKnown => true;

    public static bool InnerIsKnown => true;

    public static bool HasPlaces => true;

    public static long Second(long second, int vector) => second;
}
