"""Files of studies: what is taken, how PDFs are read, how editions are cited."""
