"""How things of the field are told in the window: words, signs and tones, which several screens say alike."""
