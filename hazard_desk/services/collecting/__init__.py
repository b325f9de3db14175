"""收表汇总: a table sent to many, what came back merged, every contradiction shown, nothing written over."""
