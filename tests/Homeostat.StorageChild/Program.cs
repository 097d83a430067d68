using System.Globalization;
using Homeostat.StorageChild;

// FILE SEED UNITS DIE_AFTER: says "resumed N" (units durable at the start) and then "durable N" as it goes, until all are.
// audit DIRECTORY SEED SPINS: the same for an audit log, without an end.
int Number(int argument) => int.Parse(args[argument], CultureInfo.InvariantCulture);

return args[0] == "audit"
    ? await AuditChild.RunAsync(args[1], Number(2), Number(3))
    : await Child.RunAsync(args[0], Number(1), Number(2), Number(3));
