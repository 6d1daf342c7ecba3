// Checks a log of ours with golang.org/x/mod/sumdb alone: go run verify.go FOLDER VKEY PROOFS
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Kind     string
	Old, New int64
	Leaf     tlog.Hash
	OldRoot  tlog.Hash
	NewRoot  tlog.Hash
	Hashes   []tlog.Hash
}

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func (p *proof) good() bool {
	if p.Kind == "inclusion" {
		return tlog.CheckRecord(p.Hashes, p.New, p.NewRoot, p.Old, p.Leaf) == nil
	}
	return tlog.CheckTree(p.Hashes, p.New, p.NewRoot, p.Old, p.OldRoot) == nil
}

// flip changes one bit of what is proved or of its proof.
func (p *proof) flip(n int) {
	parts := []*tlog.Hash{&p.NewRoot}
	if p.Kind == "inclusion" {
		parts = append(parts, &p.Leaf)
	} else {
		parts = append(parts, &p.OldRoot)
	}
	for i := range p.Hashes {
		parts = append(parts, &p.Hashes[i])
	}
	bit := (n * 7919) % (len(parts) * 256)
	parts[bit/256][bit%256/8] ^= 1 << (bit % 8)
}

type folder struct{ path string }

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(f.path, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) entries(size int64) (found [][]byte, err error) {
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}
		content, err := os.ReadFile(filepath.Join(f.path, strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)))
		if err != nil {
			return nil, err
		}
		for len(content) > 0 {
			length := int(binary.BigEndian.Uint16(content))
			found = append(found, content[2:2+length])
			content = content[2+length:]
		}
	}
	return found, nil
}

func main() {
	log := folder{os.Args[1]}
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	content, err := os.ReadFile(filepath.Join(log.path, "checkpoint"))
	must(err)
	signed, err := note.Open(content, note.VerifierList(verifier))
	must(err)
	origin, rest, _ := strings.Cut(signed.Text, "\n")
	if origin != verifier.Name() {
		must(fmt.Errorf("another origin: %s", origin))
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	must(err)

	entries, err := log.entries(tree.N)
	must(err)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, stored[i])
		}
		return found, nil
	})
	for i, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(i), entry, reader)
		must(err)
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, reader)
	must(err)
	if root != tree.Hash {
		must(fmt.Errorf("another root: %v", root))
	}

	tiles := tlog.TileHashReader(tree, log)
	for i := int64(0); i < tree.N; i += 1 + tree.N/200 {
		path, err := tlog.ProveRecord(tree.N, i, tiles)
		must(err)
		must(tlog.CheckRecord(path, tree.N, tree.Hash, i, tlog.RecordHash(entries[i])))
	}

	file, err := os.Open(os.Args[3])
	must(err)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	counts := map[string]int{}
	for n := 0; lines.Scan(); n++ {
		var one proof
		must(json.NewDecoder(bytes.NewReader(lines.Bytes())).Decode(&one))
		if !one.good() {
			must(fmt.Errorf("line %d: a proof of ours is not good", n+1))
		}
		counts[one.Kind]++
		one.flip(n)
		if one.good() {
			must(fmt.Errorf("line %d: a mutant is good", n+1))
		}
		counts["mutants refused"]++
	}
	fmt.Printf("%d leaves, %d inclusion, %d consistency, %d mutants refused\n",
		tree.N, counts["inclusion"], counts["consistency"], counts["mutants refused"])
}
