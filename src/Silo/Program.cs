using SiameseSweep.Silo.Cli;

return await CommandLine.Run(args);
