using System.Globalization;
using Homeostat.StorageChild;

// FILE SEED UNITS: says "resumed N" (units durable at the start) and then "durable N" as it goes, until all are.
return await Child.RunAsync(args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
