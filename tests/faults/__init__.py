"""The acceptance suite of "nothing lost, nothing twice, nothing kept too long": one accident a row, really caused."""
