"""Charts as plain data: for Plotly, and as SVG drawn by the server (pure)."""
