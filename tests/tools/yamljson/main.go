// Command yamljson prints a YAML stream as one line of JSON: an array with the documents as kubectl reads them, and an
// array with the documents as yaml.v3 does. kubectl splits a stream by itself and converts each document to JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"gopkg.in/yaml.v3"
	kubernetes "k8s.io/apimachinery/pkg/util/yaml"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	stream, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	first, err := asKubectl(stream)
	if err != nil {
		return fmt.Errorf("kubectl: %w", err)
	}
	second, err := asYaml3(stream)
	if err != nil {
		return fmt.Errorf("yaml.v3: %w", err)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode([]any{first, second})
}

func asKubectl(stream []byte) ([]json.RawMessage, error) {
	reader := kubernetes.NewYAMLReader(bufio.NewReader(bytes.NewReader(stream)))
	documents := []json.RawMessage{}
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		converted, err := kubernetes.ToJSON(document)
		if err != nil {
			return nil, fmt.Errorf("%w in\n%s", err, document)
		}
		documents = append(documents, converted)
	}
}

func asYaml3(stream []byte) ([]any, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(stream))
	documents := []any{}
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
}
