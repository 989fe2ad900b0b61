"""What pages share: actions, previews of imports, the renderer of forms, the day asked for."""
