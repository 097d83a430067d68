global using Block = Homeostat.Core.Chain.Block;
