"""What content files must hold beyond their shape: each mistake with its file, its line and a plain sentence."""
