using System.Globalization;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Recursive descent over a human-readable signature:
/// [keyword] name ( parameters ) {modifier} [returns ( parameters )]
/// where a parameter is type {modifier} [name], and a type is an identifier or [tuple] ( parameters ), then array suffixes.
/// </summary>
internal ref struct SignatureParser
{
    private const int MaxLength = 64 * 1024;

    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _depth;

    private SignatureParser(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
        {
            throw new EthereumFormatException($"An ABI signature has at most {MaxLength} characters.");
        }

        _text = text;
        SkipSpaces();
    }

    public static AbiType ParseType(ReadOnlySpan<char> text)
    {
        var parser = new SignatureParser(text);
        AbiType type = parser.ReadType();
        parser.ExpectEnd();
        return type;
    }

    public static ParsedSignature Parse(string text, string keyword)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Copied from Solidity, a signature ends in a semicolon.
        var parser = new SignatureParser(text.AsSpan().TrimEnd("; \t\r\n"));
        string name = parser.ReadIdentifier();
        if (name == keyword && !parser.IsAt('('))
        {
            name = parser.ReadIdentifier();
        }

        AbiTupleType inputs = parser.ReadParameters();
        AbiTupleType outputs = AbiTupleType.Of();
        var modifiers = new List<string>();
        while (!parser.IsAtEnd)
        {
            string word = parser.ReadIdentifier();
            if (word == "returns")
            {
                outputs = parser.ReadParameters();
            }
            else
            {
                modifiers.Add(word);
            }
        }

        return new ParsedSignature(name, inputs, outputs, modifiers);
    }

    /// <summary>An elementary name (uint is uint256), without array suffixes.</summary>
    public static AbiType ElementaryType(string name) => name switch
    {
        "address" => AbiType.Address,
        "bool" => AbiType.Bool,
        "string" => AbiType.String,
        "bytes" => AbiType.Bytes,
        "function" => AbiType.Function,
        "uint" => AbiType.UInt256,
        "int" => AbiType.Int256,
        _ when name.StartsWith("uint", StringComparison.Ordinal) => new AbiUIntType(ParseNumber(name.AsSpan(4), name)),
        _ when name.StartsWith("int", StringComparison.Ordinal) => new AbiIntType(ParseNumber(name.AsSpan(3), name)),
        _ when name.StartsWith("bytes", StringComparison.Ordinal) => new AbiFixedBytesType(ParseNumber(name.AsSpan(5), name)),
        _ => throw new EthereumFormatException($"'{Excerpt.Of(name)}' is no ABI type."),
    };

    /// <summary>Applies "[2][]" and the like.</summary>
    public static AbiType WithSuffixes(AbiType type, ReadOnlySpan<char> suffixes)
    {
        var parser = new SignatureParser(suffixes);
        type = parser.ReadSuffixes(type);
        parser.ExpectEnd();
        return type;
    }

    private readonly bool IsAtEnd => _position == _text.Length;

    private readonly bool IsAt(char c) => !IsAtEnd && _text[_position] == c;

    private AbiTupleType ReadParameters()
    {
        if (++_depth > AbiType.MaxDepth)
        {
            throw new EthereumFormatException($"ABI types nest deeper than {AbiType.MaxDepth}.");
        }

        Expect('(');
        var parameters = new List<AbiParameter>();
        while (!IsAt(')'))
        {
            if (parameters.Count > 0)
            {
                Expect(',');
            }

            parameters.Add(ReadParameter());
        }

        Expect(')');
        _depth--;
        return new AbiTupleType(parameters);
    }

    private AbiParameter ReadParameter()
    {
        AbiType type = ReadType();
        bool isIndexed = false;
        string name = string.Empty;
        while (!IsAt(',') && !IsAt(')'))
        {
            string word = ReadIdentifier();
            bool isModifier = word is "indexed" or "memory" or "calldata" or "storage" or "payable";
            isIndexed |= word == "indexed";
            if (!isModifier && name.Length > 0)
            {
                throw Error("a comma or a closing parenthesis");
            }

            name = isModifier ? name : word;
        }

        return new AbiParameter(type, name, isIndexed);
    }

    private AbiType ReadType()
    {
        if (IsAt('('))
        {
            return ReadSuffixes(ReadParameters());
        }

        string name = ReadIdentifier();
        return ReadSuffixes(name == "tuple" && IsAt('(') ? ReadParameters() : ElementaryType(name));
    }

    private AbiType ReadSuffixes(AbiType type)
    {
        while (IsAt('['))
        {
            Expect('[');
            int start = _position;
            while (!IsAtEnd && char.IsAsciiDigit(_text[_position]))
            {
                _position++;
            }

            ReadOnlySpan<char> length = _text[start.._position];
            Expect(']');
            type = length.IsEmpty ? new AbiArrayType(type) : new AbiFixedArrayType(type, ParseNumber(length, length));
        }

        return type;
    }

    private string ReadIdentifier()
    {
        int start = _position;
        while (!IsAtEnd && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '_' or '$'))
        {
            _position++;
        }

        if (_position == start)
        {
            throw Error("a name");
        }

        string identifier = _text[start.._position].ToString();
        SkipSpaces();
        return identifier;
    }

    private void Expect(char c)
    {
        if (!IsAt(c))
        {
            throw Error($"'{c}'");
        }

        _position++;
        SkipSpaces();
    }

    private void SkipSpaces()
    {
        while (!IsAtEnd && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private readonly void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Error("the end");
        }
    }

    private readonly EthereumFormatException Error(string expected) =>
        new($"ABI signature '{Excerpt.Of(_text)}': expected {expected} at position {_position}.");

    // Rejects "08" and "+8", which would give one type two names.
    private static int ParseNumber(ReadOnlySpan<char> digits, ReadOnlySpan<char> name) =>
        digits.Length is > 0 and <= 9 && digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new EthereumFormatException($"'{Excerpt.Of(name)}' is no ABI type or array length.");
}

internal sealed record ParsedSignature(string Name, AbiTupleType Inputs, AbiTupleType Outputs, IReadOnlyList<string> Modifiers);
