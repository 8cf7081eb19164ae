namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// How a tile's operands lie, as far as it is known when its kernel is compiled: such distances become part of the instructions. What is not a multiply-add or a load
/// takes a place at the front of the processor, which two threads of one core share. All distances are in elements.
/// </summary>
internal interface ITileLayout
{
    /// <summary>Terms of a round of the loop.</summary>
    static abstract int Unroll { get; }

    /// <summary>Whether rows of A lie at a known distance.</summary>
    static abstract bool RowIsKnown { get; }

    /// <summary>Whether the terms of B lie where a table says, as those of a convolution do.</summary>
    static abstract bool HasPlaces { get; }

    /// <summary>From row to row of A.</summary>
    static abstract long Row(long stride);

    /// <summary>From term to term of A.</summary>
    static abstract long Inner(long stride, int tileRows);

    /// <summary>From term to term of B.</summary>
    static abstract long Panel(long stride, int vector);

    /// <summary>From a row's first vector of B to its second.</summary>
    static abstract long Second(long second, int vector);
}

/// <summary>Any distances.</summary>
internal readonly struct AnyLayout : ITileLayout
{
    public static int Unroll => 2;

    public static bool RowIsKnown => false;

    public static bool HasPlaces => false;

    public static long Row(long stride) => stride;

    public static long Inner(long stride, int tileRows) => stride;

    public static long Panel(long stride, int vector) => stride;

    public static long Second(long second, int vector) => second;
}

/// <summary>A's rows each lie side by side; B, two whole vectors wide, lies where it lies.</summary>
internal readonly struct RowsLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => false;

    public static bool HasPlaces => false;

    public static long Row(long stride) => stride;

    public static long Inner(long stride, int tileRows) => 1;

    public static long Panel(long stride, int vector) => stride;

    public static long Second(long second, int vector) => vector;
}

/// <summary>A's rows each lie side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct RowsByPanelLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => false;

    public static bool HasPlaces => false;

    public static long Row(long stride) => stride;

    public static long Inner(long stride, int tileRows) => 1;

    public static long Panel(long stride, int vector) => 2 * vector;

    public static long Second(long second, int vector) => vector;
}

/// <summary>A lies transposed, its terms each side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct ColumnsByPanelLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => true;

    public static bool HasPlaces => false;

    public static long Row(long stride) => 1;

    public static long Inner(long stride, int tileRows) => stride;

    public static long Panel(long stride, int vector) => 2 * vector;

    public static long Second(long second, int vector) => vector;
}

/// <summary>A is a copy that lies term after term, a tile's rows side by side; B is a copied panel, two whole vectors wide.</summary>
internal readonly struct TermsByPanelLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => true;

    public static bool HasPlaces => false;

    public static long Row(long stride) => 1;

    public static long Inner(long stride, int tileRows) => tileRows;

    public static long Panel(long stride, int vector) => 2 * vector;

    public static long Second(long second, int vector) => vector;
}

/// <summary>A's rows each lie side by side; the terms of B, two whole vectors wide, lie where a table says.</summary>
internal readonly struct RowsByPlacesLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => false;

    public static bool HasPlaces => true;

    public static long Row(long stride) => stride;

    public static long Inner(long stride, int tileRows) => 1;

    public static long Panel(long stride, int vector) => 0;

    public static long Second(long second, int vector) => vector;
}

/// <summary>The same for a panel that is not two whole vectors wide.</summary>
internal readonly struct NarrowByPlacesLayout : ITileLayout
{
    public static int Unroll => 4;

    public static bool RowIsKnown => false;

    public static bool HasPlaces => true;

    public static long Row(long stride) => stride;

    public static long Inner(long stride, int tileRows) => 1;

    public static long Panel(long stride, int vector) => 0;

    public static long Second(long second, int vector) => second;
}
