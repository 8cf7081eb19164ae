using System.Globalization;
using System.Text;

namespace Glissade;

/// <summary>
/// Things as one types them: <c>huber(delta=2)</c>, <c>clip_by_global_norm(max_norm=1, inner=adam)</c>, <c>cross_entropy(class_weights=[1, 2])</c>.
/// thing = name [ "(" name "=" value { "," name "=" value } ")" ]; value = number | word | pattern | thing | "[" value { "," value } "]". A pattern is a word with / or * in it, such as linear1/*.
/// </summary>
internal ref struct ArgumentText
{
    /// <summary>Characters, at most.</summary>
    public const int Longest = 100_000;

    private readonly ReadOnlySpan<char> _text;
    private readonly string _where;
    private int _at;

    private ArgumentText(string text, string where)
    {
        _text = text;
        _where = where;
    }

    /// <summary>The thing that a text names.</summary>
    /// <exception cref="GlissadeException">The text is malformed; the message says where.</exception>
    public static ThingValue Parse(string text, string where = "")
    {
        if (text.Length > Longest) throw new GlissadeException($"a text of {text.Length} characters names no thing of the catalogue", where, $"at most {Longest} characters");
        var reader = new ArgumentText(text, where);
        ThingValue thing = reader.Thing(0);
        reader.SkipBlanks();
        return reader._at == text.Length ? thing : throw reader.Unexpected("the end");
    }

    /// <summary>A value as one types it.</summary>
    public static string Write(ArgumentValue value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(ArgumentValue value, StringBuilder text)
    {
        switch (value)
        {
            case NumberValue number: text.Append(number.Digits); break;
            case BooleanValue boolean: text.Append(boolean.Value ? "true" : "false"); break;
            case WordValue word: text.Append(word.Text); break;
            case ListValue list:
                Join('[', list.Items, ']', Write);
                break;
            case ThingValue thing:
                text.Append(thing.Name);
                if (thing.Arguments.Count == 0) break;
                Join('(', thing.Arguments, ')', static (argument, text) => Write(argument.Value, text.Append(argument.Name).Append('=')));
                break;
        }

        void Join<T>(char open, IReadOnlyList<T> items, char close, Action<T, StringBuilder> write)
        {
            text.Append(open);
            for (int i = 0; i < items.Count; i++)
            {
                if (i > 0) text.Append(", ");
                write(items[i], text);
            }

            text.Append(close);
        }
    }

    private ThingValue Thing(int depth)
    {
        string name = Word();
        var arguments = new List<(string, ArgumentValue)>();
        if (!Skips('(')) return new ThingValue(name, arguments);
        if (depth >= ReadContext.Deepest) throw new GlissadeException($"things are nested more than {ReadContext.Deepest} deep", Where());
        if (Skips(')')) return new ThingValue(name, arguments);
        do
        {
            string argument = Word();
            if (!Skips('=')) throw Unexpected($"'=' after '{argument}'");
            arguments.Add((argument, Value(depth + 1)));
        }
        while (Skips(','));
        if (!Skips(')')) throw Unexpected("',' or ')'");
        return new ThingValue(name, arguments);
    }

    private ArgumentValue Value(int depth)
    {
        if (depth > ReadContext.Deepest) throw new GlissadeException($"things are nested more than {ReadContext.Deepest} deep", Where());
        if (Skips('['))
        {
            var items = new List<ArgumentValue>();
            if (Skips(']')) return new ListValue(items);
            do items.Add(Value(depth + 1));
            while (Skips(','));
            return Skips(']') ? new ListValue(items) : throw Unexpected("',' or ']'");
        }

        SkipBlanks();
        int end = _at;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '.' or '/' or '*')) end++;
        ReadOnlySpan<char> pattern = _text[_at..end];
        if (pattern.ContainsAny('/', '*'))
        {
            _at = end;
            return new WordValue(pattern.ToString());
        }

        end = _at;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '+' or '-' or '.')) end++;
        ReadOnlySpan<char> run = _text[_at..end];
        if (run.Length > 0 && (char.IsAsciiDigit(run[0]) || run[0] is '+' or '-' or '.'))
        {
            if (!double.TryParse(run, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) throw Unexpected("a number");
            _at = end;
            return new NumberValue(number, run.ToString());
        }

        ThingValue thing = Thing(depth);
        bool called = _at > 0 && _text[_at - 1] == ')';
        return called ? thing : thing.Name switch { "true" => new BooleanValue(true), "false" => new BooleanValue(false), _ => new WordValue(thing.Name) };
    }

    private string Word()
    {
        SkipBlanks();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-')) _at++;
        return _at > start ? _text[start.._at].ToString() : throw Unexpected("a name");
    }

    private bool Skips(char symbol)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != symbol) return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private readonly string Shown => _text.Length <= 60 ? _text.ToString() : $"{_text[..60]}…";

    private readonly string Where() => _where.Length == 0 ? $"character {_at + 1} of '{Shown}'" : $"{_where}, character {_at + 1} of '{Shown}'";

    private readonly GlissadeException Unexpected(string expected) =>
        new(_at < _text.Length ? $"'{_text[_at]}' was not expected" : "the text ends too early", Where(), expected, "name(argument=value, …), such as huber(delta=2)");
}
